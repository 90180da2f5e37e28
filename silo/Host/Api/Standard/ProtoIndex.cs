using Google.Protobuf.Reflection;

namespace AutoCompress.Host.Api.Standard;

/// <summary>The proto files behind some services, by file name and by the full name of what they declare.</summary>
internal sealed class ProtoIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = [];
    private readonly Dictionary<string, FileDescriptor> _symbols = [];

    public ProtoIndex(IReadOnlyList<ServiceDescriptor> services)
    {
        Services = [.. services.Select(service => service.FullName).Order(StringComparer.Ordinal)];
        foreach (var file in services.SelectMany(service => WithImports(service.File)))
        {
            if (_files.TryAdd(file.Name, file))
            {
                Index(file);
            }
        }
    }

    public IReadOnlyList<string> Services { get; }

    public FileDescriptor? FileNamed(string name) => _files.GetValueOrDefault(name);

    public FileDescriptor? FileWith(string symbol) => _symbols.GetValueOrDefault(symbol);

    /// <summary>The file and all that it imports, directly or not, each once; the file itself first.</summary>
    public static IEnumerable<FileDescriptor> WithImports(FileDescriptor file)
    {
        var seen = new HashSet<string>();
        var queue = new Queue<FileDescriptor>([file]);
        while (queue.TryDequeue(out var next))
        {
            if (!seen.Add(next.Name))
            {
                continue;
            }

            yield return next;
            foreach (var import in next.Dependencies)
            {
                queue.Enqueue(import);
            }
        }
    }

    private void Index(FileDescriptor file)
    {
        foreach (var service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (var method in service.Methods)
            {
                _symbols[method.FullName] = file;
            }
        }

        foreach (var type in file.EnumTypes)
        {
            _symbols[type.FullName] = file;
        }

        foreach (var type in file.MessageTypes)
        {
            Index(file, type);
        }
    }

    private void Index(FileDescriptor file, MessageDescriptor type)
    {
        _symbols[type.FullName] = file;
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            _symbols[field.FullName] = file;
        }

        foreach (var nested in type.EnumTypes)
        {
            _symbols[nested.FullName] = file;
        }

        foreach (var nested in type.NestedTypes)
        {
            Index(file, nested);
        }
    }
}
