using System.CommandLine;
using System.Net;
using AutoCompress.Client.Errors;
using AutoCompress.Host;
using AutoCompress.Host.Api;
using AutoCompress.Host.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace AutoCompress.Client.Commands;

/// <summary><c>serve</c>: a silo that takes studies over gRPC until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var listen = new Option<string>("--listen") { Description = "Address and port to answer on.", DefaultValueFactory = _ => $"127.0.0.1:{ApiOptions.DefaultPort}" };
        var data = new Option<DirectoryInfo>("--data") { Description = "Where studies and models are kept.", DefaultValueFactory = _ => new("out/.server") };
        var certificate = new Option<FileInfo?>("--certificate") { Description = "PEM file of the certificate chain; without it the connection is cleartext." };
        var key = new Option<FileInfo?>("--key") { Description = "PEM file of the certificate's key." };
        var commands = new Option<bool>("--allow-commands") { Description = "Let studies score their predictions with a program of their own, which then runs here." };
        var command = new Command("serve", "Run a silo that takes studies over gRPC.") { listen, data, certificate, key, commands };
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
            await using var server = await ApiServer.StartAsync(options, builder =>
            {
                builder.Logging.AddLogFile(Path.Combine(folder, "silo.log"));
                builder.Services.AddAutoCompress(folder, parse.GetValue(commands));
            }, cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"Answering on {server.Address}; studies, models and the log lie in {folder}. Ctrl-C stops.");
            await server.Ended(cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
