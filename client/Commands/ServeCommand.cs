using System.Collections.Immutable;
using System.CommandLine;
using System.Net;
using AutoCompress.Client.Errors;
using AutoCompress.Client.Studies;
using AutoCompress.Host;
using AutoCompress.Host.Api;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Telemetry;
using AutoCompress.Trials;
using Microsoft.Extensions.DependencyInjection;

namespace AutoCompress.Client.Commands;

/// <summary><c>serve</c>: a silo that takes studies over gRPC until it is told to stop.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Grace = new("--grace")
    {
        Description = "How long running steps may go on when the silo is asked to stop, such as 2m; then they go back to the queue.",
    };

    /// <summary>Tests of failures would wait for long with the default.</summary>
    private static readonly Option<string?> Lease = new("--lease")
    {
        Description = "How long studies and steps stay with a silo that gives no sign of life; the same for all silos.",
        Hidden = true,
    };

    public static Command Create()
    {
        var listen = new Option<string>("--listen") { Description = "Address and port to answer on.", DefaultValueFactory = _ => $"127.0.0.1:{ApiOptions.DefaultPort}" };
        var data = new Option<DirectoryInfo>("--data") { Description = "Where studies and models are kept.", DefaultValueFactory = _ => new("out/.server") };
        var certificate = new Option<FileInfo?>("--certificate") { Description = "PEM file of the certificate chain; without it the connection is cleartext." };
        var key = new Option<FileInfo?>("--key") { Description = "PEM file of the certificate's key." };
        var commands = new Option<bool>("--allow-commands") { Description = "Let studies score their predictions with a program of their own, which then runs here." };
        var cache = new Option<string?>("--cache") { Description = "How much of data sets, and of artifacts in a cloud, is kept in the data folder, such as 50GB; default 20GiB." };
        var limit = new Option<string?>("--data-limit") { Description = "How much data, or how large a model, is fetched for one study, such as 500GB; default 100GiB." };
        var cores = new Option<string?>("--cores") { Description = "Processor cores for steps, such as 0-3,8; default all that this process may use." };
        var labels = new Option<string?>("--labels")
        {
            Description = "What steps may ask of this silo, with commas; default cpu,measure. Latency is measured where 'measure' is offered. Labels of your own are possible.",
        };
        var device = new Option<string?>("--device")
        {
            Description = "Name of this kind of machine, as 'target: { device: … }' of studies says it; default what the board or the processor calls itself.",
        };
        var command = new Command("serve", "Run a silo that takes studies over gRPC.")
        {
            listen, data, StoreOptions.Store, ArtifactsOption.Artifacts, cache, limit, labels, device, cores, Grace, Lease, certificate, key, commands,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            // A bare number parses as an IP address, which nobody means.
            var text = parse.GetRequiredValue(listen);
            if (!text.Contains(':', StringComparison.Ordinal) || !IPEndPoint.TryParse(text, out var address))
            {
                throw new CommandException($"--listen {text} is no address. Give an IP address and a port, such as 127.0.0.1:{ApiOptions.DefaultPort}.");
            }

            if (!IPAddress.IsLoopback(address.Address))
            {
                await Console.Error.WriteLineAsync(
                    "warning: anyone who reaches this port can submit studies and read artifacts; put it behind a proxy that authenticates.").ConfigureAwait(false);
            }

            var options = new ApiOptions { Address = address, Certificate = parse.GetValue(certificate)?.FullName, Key = parse.GetValue(key)?.FullName };
            var folder = parse.GetRequiredValue(data).FullName;
            var places = new SiloPlaces(folder)
            {
                Store = StoreOptions.AddressOf(parse),
                Grace = GraceOf(parse),
                Lease = LeaseOf(parse.GetValue(Lease)),
                Cores = CoresOf(parse.GetValue(cores)),
                Labels = LabelsOf(parse.GetValue(labels)),
                Device = DeviceOf(parse.GetValue(device)),
                AllowsCommands = parse.GetValue(commands),
                CacheBytes = SizeOf(cache.Name, parse.GetValue(cache)),
                DataBytes = SizeOf(limit.Name, parse.GetValue(limit)),
            };
            if (ArtifactsOption.AddressOf(parse) is { } shared)
            {
                places = places with { Artifacts = shared };
            }
            else if (places.Store is not null)
            {
                throw new CommandException("With a PostgreSQL store, --artifacts has to name the folder that all silos share, on every machine, or a place in a cloud.");
            }

            await using var server = await ApiServer.StartAsync(options, builder =>
            {
                builder.Logging.AddLogFile(Path.Combine(folder, "silo.log"));
                builder.Services.AddAutoCompress(places);
            }, cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"Answering on {server.Address}; studies, models and the log lie in {folder}. Ctrl-C stops.");
            await server.Ended(cancellationToken).ConfigureAwait(false);
            return server.Services.GetRequiredService<SiloHealth>().Problem is { } problem ? throw new CommandException(problem.Message, problem) : 0;
        });
        return command;
    }

    /// <summary>How long the command's running steps may go on when it is asked to stop; null for the silo's default or another command.</summary>
    /// <exception cref="CommandException">It is no time.</exception>
    public static TimeSpan? GraceOf(ParseResult parse) => parse.GetValue(Grace) is { } text
        ? Quantities.Time(text) ?? throw new CommandException($"--grace {text} is no time. Write 30s or 2m.")
        : null;

    private static long? SizeOf(string option, string? size) => size is null
        ? null
        : (long)(Quantities.Of(Metric.Size, size) ?? throw new CommandException($"{option} {size} is no size. Write 500MB or 50GB."));

    private static TimeSpan? LeaseOf(string? text) => text is null ? null : Quantities.Time(text) switch
    {
        { } lease when lease >= TimeSpan.FromSeconds(2) => lease,
        _ => throw new CommandException($"--lease {text} is no time of 2 s or more. Write 40s."),
    };

    private static ImmutableArray<string>? LabelsOf(string? list) => list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) switch
    {
        null => null,
        [] => throw new CommandException("--labels names nothing: the silo would never have anything to do. Write cpu, measure or both."),
        var named => [.. named.Distinct()],
    };

    private static string? DeviceOf(string? name) => name is null ? null : SiloLabels.DeviceOf(name) == name
        ? name
        : throw new CommandException($"--device {name} is no name of a device. Write {SiloLabels.DeviceOf(name) ?? "raspberry-pi-5"}.");

    private static IReadOnlyList<int>? CoresOf(string? list)
    {
        try
        {
            return list is null ? null : [.. ProcessorCores.Parse(list).Distinct()];
        }
        catch (FormatException problem)
        {
            throw new CommandException($"--cores {list} is no list of cores. Write 0-3 or 0,2.", problem);
        }
    }
}
