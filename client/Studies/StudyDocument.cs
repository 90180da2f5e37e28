using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace AutoCompress.Client.Studies;

/// <summary>The YAML of a study file: one set of keys, of a size and depth that a person writes.</summary>
internal static class StudyDocument
{
    private const int MostCharacters = 1 << 20;
    private const int Deepest = 32;

    /// <summary>The keys, or null when <paramref name="faults"/> say why there are none.</summary>
    public static YamlMappingNode? Read(TextReader text, FaultList faults)
    {
        var buffer = new char[MostCharacters + 1];
        var count = text.ReadBlock(buffer);
        if (count > MostCharacters)
        {
            faults.Add(1, "", $"The file holds more than {MostCharacters} characters, so that it is no study", "Give the study file; the data and the model have files of their own.");
            return null;
        }

        var content = new string(buffer, 0, count);
        var yaml = new YamlStream();
        try
        {
            if (TooDeep(content) is { } line)
            {
                faults.Add(line, "", $"The lists and sections lie more than {Deepest} deep inside each other", "A study has at most three levels; examples/ has studies that run.");
                return null;
            }

            yaml.Load(new StringReader(content));
        }
        catch (YamlException e)
        {
            Refuse(faults, (int)e.Start.Line, e.InnerException?.Message ?? e.Message);
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException)
        {
            // The YAML library itself stumbles over some files.
            Refuse(faults, 1, e.Message);
            return null;
        }

        if (yaml.Documents is [{ RootNode: YamlMappingNode root }])
        {
            return root;
        }

        faults.Add(1, "", yaml.Documents.Count == 0 ? "The file is empty" : "The file does not hold one set of keys and values", "Start with name, model and data; examples/ has studies that run.");
        return null;
    }

    private static void Refuse(FaultList faults, int line, string why) => faults.Add(
        line, "", $"This is not YAML: {why.ReplaceLineEndings(" ")}".TrimEnd('.'), "Mend the line; two spaces indent, and a key ends in a colon and a space.");

    /// <summary>The line where the nesting becomes too deep, or null: loading is recursive, and a stack that overflows ends the program.</summary>
    private static int? TooDeep(string content)
    {
        var parser = new Parser(new StringReader(content));
        for (var depth = 0; parser.MoveNext();)
        {
            depth += parser.Current switch
            {
                MappingStart or SequenceStart => 1,
                MappingEnd or SequenceEnd => -1,
                _ => 0,
            };
            if (depth > Deepest)
            {
                return (int)parser.Current!.Start.Line;
            }
        }

        return null;
    }
}
