using System.CommandLine;
using System.Globalization;
using AutoCompress.Client.Errors;
using AutoCompress.Client.Remote;
using AutoCompress.Client.Studies;
using AutoCompress.Host.Tenants;

namespace AutoCompress.Client.Commands;

/// <summary><c>tenants set NAME</c>: what a tenant may have. What is not named stays.</summary>
internal static class SetTenantCommand
{
    private const string Unlimited = "none";

    private static readonly Argument<string> Name = new("name") { Description = "The tenant, as studies name it; \"\" for those that name none." };
    private static readonly Option<double?> Weight = new("--weight") { Description = "Its part of the cluster relative to others, which count 1." };
    private static readonly Option<string?> Concurrency = new("--concurrency") { Description = "Cores that its steps have at once, such as 4, or none for no limit." };
    private static readonly Option<string?> Quota = new("--quota") { Description = "Core time, such as 100h, or none for no limit." };
    private static readonly Option<string?> Period = new("--period") { Description = "After which there is as much core time again, such as 30d, or none: the quota is for ever." };

    public static Command Create()
    {
        var command = new Command("set", "Say what a tenant may have; what is not named stays as it is.") { Name, Weight, Concurrency, Quota, Period }.AsksTenants();
        command.SetAction(async (parse, cancellationToken) =>
        {
            var name = parse.GetRequiredValue(Name);
            var tenant = await TenantAccess.AskAsync(parse, source => ChangeAsync(source, name, parse, cancellationToken)).ConfigureAwait(false);
            TenantsCommand.Print([tenant]);
            return 0;
        });
        return command;
    }

    private static async Task<TenantStatus> ChangeAsync(ITenantDirectory source, string name, ParseResult parse, CancellationToken cancellationToken)
    {
        var limits = With((await FindAsync(source, name, cancellationToken).ConfigureAwait(false))?.Limits ?? new TenantLimits(), parse);
        if (TenantRules.Faults(name, limits) is { IsEmpty: false } faults)
        {
            throw new CommandException(string.Join('\n', faults));
        }

        await source.SetTenantAsync(name, limits, cancellationToken).ConfigureAwait(false);
        return (await FindAsync(source, name, cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task<TenantStatus?> FindAsync(ITenantDirectory source, string name, CancellationToken cancellationToken) =>
        (await source.TenantsAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(tenant => tenant.Name == name);

    private static TenantLimits With(TenantLimits limits, ParseResult parse)
    {
        limits = limits with { Weight = parse.GetValue(Weight) ?? limits.Weight };
        if (parse.GetValue(Concurrency) is { } cores)
        {
            limits = limits with { Concurrency = cores == Unlimited ? null : CoresOf(cores) };
        }

        if (parse.GetValue(Quota) is { } quota)
        {
            // A period without a quota means nothing.
            limits = limits with { Quota = TimeOf("--quota", quota, "100h"), Period = quota == Unlimited ? null : limits.Period };
        }

        return parse.GetValue(Period) is { } period ? limits with { Period = TimeOf("--period", period, "30d") } : limits;
    }

    private static int CoresOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var cores)
        ? cores
        : throw new CommandException($"--concurrency {text} is no number of cores. Write 4, or {Unlimited}.");

    private static TimeSpan? TimeOf(string option, string text, string sample) => text == Unlimited
        ? null
        : Quantities.Time(text) ?? throw new CommandException($"{option} {text} is no time. Write {sample}, or {Unlimited}.");
}
