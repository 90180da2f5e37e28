using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>A folder for each class, in the order of their names, with the class's PNG files; without labels PNG files anywhere below. Names that begin with a dot are passed over.</summary>
internal static class PngFolder
{
    private const string Extension = ".png";

    /// <param name="size">What every image is resized to; null when all have one size.</param>
    /// <param name="channels">1 or 3; null for 1 when every image is gray, else 3.</param>
    /// <exception cref="StepFailureException">A folder is missing or empty, or an image is no PNG or of another size.</exception>
    public static Dataset Load(string folder, ImageSize? size, int? channels, bool labelled)
    {
        var files = FilesOf(folder, labelled);
        var headers = Array.ConvertAll(files, file => PngFile.ReadHeader(file.Path));
        var first = headers[0];
        if (size is null && Array.FindIndex(headers, header => (header.Width, header.Height) != (first.Width, first.Height)) is var other and >= 0)
        {
            throw BadData.Invalid(
                $"{files[other].Path} has {headers[other].Height} x {headers[other].Width} pixels, but {files[0].Path} has {first.Height} x {first.Width}. Give data.size: [height, width], and all are resized to it.");
        }

        var samples = new PngSamples(
            Array.ConvertAll(files, file => file.Path),
            size ?? new(first.Height, first.Width),
            size is not null,
            channels ?? (Array.TrueForAll(headers, header => header.IsGray) ? 1 : 3));
        return labelled
            ? new(folder, [samples], Array.ConvertAll(files, file => file.Class), [.. ClassesOf(folder).Select(path => Path.GetFileName(path))])
            : new(folder, [samples], (SampleStore?)null, []);
    }

    /// <summary>Every image and the number of its class, in a fixed order. Without labels the folder may hold the images itself.</summary>
    /// <exception cref="StepFailureException">A folder is missing or empty, or holds something else than PNG files.</exception>
    public static (string Path, int Class)[] FilesOf(string folder, bool labelled)
    {
        if (labelled)
        {
            return [.. ClassesOf(folder).SelectMany((path, label) => ImagesOf(path).Select(file => (file, label)))];
        }

        var folders = BadData.Reading(folder, () => Visible(Directory.GetDirectories(folder)));
        return [.. (folders.Count > 0 ? folders : [folder]).SelectMany(path => ImagesOf(path).Select(file => (file, 0)))];
    }

    private static List<string> ClassesOf(string folder) => BadData.Reading(folder, () =>
    {
        var classes = Visible(Directory.GetDirectories(folder));
        return classes.Count > 0
            ? classes
            : throw BadData.Invalid($"{folder} holds no folders. Give it one folder of PNG files for each class, named so that their alphabetical order is that of the model's classes.");
    });

    private static List<string> ImagesOf(string folder) => BadData.Reading(folder, () =>
    {
        var files = Visible(Directory.GetFiles(folder));
        if (files.Find(file => !file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)) is { } strange)
        {
            throw BadData.Invalid($"{strange} is no PNG file. Convert it to PNG, or take it out of the class's folder.");
        }

        return files.Count > 0 ? files : throw BadData.Invalid($"{folder} holds no PNG file. Give the class images, or remove its folder from the model's classes.");
    });

    private static List<string> Visible(string[] paths)
    {
        var visible = paths.Where(path => !Path.GetFileName(path).StartsWith('.')).ToList();
        visible.Sort(StringComparer.Ordinal);
        return visible;
    }
}
