using System.Text;
using System.Text.RegularExpressions;
using Dapper;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>Statements gathered so that they travel to the server together.</summary>
internal sealed partial class PostgresScript
{
    private readonly StringBuilder _text = new();
    private DynamicParameters _arguments = new();
    private int _parts;

    /// <param name="arguments">An object with a property for each <c>@name</c> of the text; other parts' names do not matter.</param>
    public void Add(string sql, object arguments)
    {
        var part = ++_parts;
        _text.Append(Name().Replace(sql, match => $"{match.Value}_{part}")).AppendLine(";");
        foreach (var property in arguments.GetType().GetProperties())
        {
            _arguments.Add($"{property.Name}_{part}", property.GetValue(arguments));
        }
    }

    /// <summary>Sends what was added, and begins anew.</summary>
    public async Task RunAsync(PostgresSession session)
    {
        if (_parts == 0)
        {
            return;
        }

        var (text, arguments) = (_text.ToString(), _arguments);
        _text.Clear();
        (_arguments, _parts) = (new DynamicParameters(), 0);
        await session.ExecuteAsync(text, arguments).ConfigureAwait(false);
    }

    [GeneratedRegex("@[A-Za-z]+")]
    private static partial Regex Name();
}
