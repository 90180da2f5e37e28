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
    public Task RunAsync(PostgresSession session)
    {
        if (_parts == 0)
        {
            return Task.CompletedTask;
        }

        var (text, arguments) = Take();
        return session.ExecuteAsync(text, arguments);
    }

    /// <summary>Leaves what was added to be sent with the commit.</summary>
    public void RunAtCommit(PostgresSession session)
    {
        var (text, arguments) = Take();
        session.ExecuteAtCommit(text, arguments);
    }

    private (string Text, DynamicParameters Arguments) Take()
    {
        var taken = (_text.ToString(), _arguments);
        _text.Clear();
        (_arguments, _parts) = (new DynamicParameters(), 0);
        return taken;
    }

    [GeneratedRegex("@[A-Za-z]+")]
    private static partial Regex Name();
}
