using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AutoCompress.Client.Display;
using AutoCompress.Client.Remote;
using AutoCompress.Host.Tenants;

namespace AutoCompress.Client.Commands;

/// <summary><c>tenants</c>: for whom studies are, what these have and what they may have.</summary>
internal static class TenantsCommand
{
    /// <summary>What stands for the studies that name no tenant.</summary>
    private const string Nameless = "(none)";

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var command = new Command("tenants", "List for whom studies are, with their shares, use and limits.") { SetTenantCommand.Create(), json }.AsksTenants();
        command.SetAction(async (parse, cancellationToken) =>
        {
            var tenants = await TenantAccess.AskAsync(parse, source => source.TenantsAsync(cancellationToken)).ConfigureAwait(false);
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(tenants, Json.Indented));
                return 0;
            }

            Print(tenants);
            return 0;
        });
        return command;
    }

    public static void Print(IEnumerable<TenantStatus> tenants)
    {
        var table = Tables.Create("tenant", "weight", "share", "studies", "steps", "cores", "core-hours", "of", "until", "in total");
        foreach (var tenant in tenants)
        {
            table.Row(
                tenant.Name.Length == 0 ? Nameless : tenant.Name,
                Text($"{tenant.Limits.Weight:0.###}"),
                Text($"{tenant.Share * 100:0.#} %"),
                Text($"{tenant.ActiveStudies}"),
                Text($"{tenant.RunningSteps}"),
                tenant.Limits.Concurrency is { } cores ? Text($"{tenant.RunningCores} of {cores}") : Text($"{tenant.RunningCores}"),
                Text($"{tenant.Used.TotalHours:0.##}"),
                tenant.Limits.Quota is { } quota ? Text($"{quota.TotalHours:0.##}") : Figures.None,
                tenant.PeriodEnds is { } end ? Text($"{end.ToLocalTime():yyyy-MM-dd HH:mm}") : Figures.None,
                Text($"{tenant.Total.TotalHours:0.##}"));
        }

        table.Print();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
