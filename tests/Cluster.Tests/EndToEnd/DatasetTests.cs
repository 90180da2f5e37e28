using AutoCompress.Cluster.Tests.Datasets;
using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>Two silos with folders of their own, one that trains and one that measures, and data that lies on neither.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class DatasetTests(SmallCase small, PostgresRun run)
{
    private readonly string _folder = small.NewFolder();

    [Fact]
    public async Task Study_DataSentOrBehindHttps_RunsOnSilosThatHaveNoneOfIt()
    {
        await using var files = await FileServer.StartAsync();
        var store = await run.NewDatabaseAsync();
        await using var trainer = Serve(store, files, "trainer", "cpu");
        var address = new Uri((await trainer.LineAsync("Answering on ")).Split(' ', ';')[2]);
        await using var meter = Serve(store, files, "meter", "measure");
        await meter.LineAsync("Answering on ");

        var mine = Directory.CreateDirectory(Path.Combine(_folder, "mine")).FullName;
        foreach (var file in Directory.GetFiles(small.Folder, "*-ubyte"))
        {
            File.Copy(file, Path.Combine(mine, Path.GetFileName(file)));
        }

        var sent = await SubmitAsync(address, Path.Combine(mine, "train"), Path.Combine(mine, "t10k"));
        Directory.Delete(mine, recursive: true);
        Assert.EndsWith("completed", (await CallAsync(address, "watch", sent)).TrimEnd(), StringComparison.Ordinal);
        Assert.All(["trainer", "meter"], silo => Assert.Single(UnpackedBy(silo)));

        Offer(files, "train", images: 1200, seed: 5);
        Offer(files, "test", images: 500, seed: 6);
        var fetched = await SubmitAsync(address, files.AddressOf("/small/train"), files.AddressOf("/small/test"));
        files.Files.Clear();
        Assert.EndsWith("completed", (await CallAsync(address, "watch", fetched)).TrimEnd(), StringComparison.Ordinal);
        Assert.All(["trainer", "meter"], silo => Assert.Equal(2, UnpackedBy(silo).Length));
    }

    [Fact]
    public async Task Submit_WhatCannotBeFetched_NamesAllOfItBeforeAnythingRuns()
    {
        await using var server = Cli.Start(_folder, "serve", "--listen", "127.0.0.1:0", "--data", "alone");
        var address = new Uri((await server.LineAsync("Answering on ")).Split(' ', ';')[2]);
        var study = small.WriteStudy(_folder, model: "https://localhost:1/model.onnx", train: "https://localhost:1/train", test: $"artifact:{new string('a', 64)}/test");

        await using var submit = Cli.Start(_folder, address, [Cli.Program, "submit", study]);
        var refused = await submit.EndAsync();

        Assert.Equal(1, refused.Code);
        Assert.Contains("model names https://localhost:1/model.onnx, which cannot be fetched", refused.Error, StringComparison.Ordinal);
        Assert.Contains("data.train names https://localhost:1/train-images-idx3-ubyte, which cannot be fetched", refused.Error, StringComparison.Ordinal);
        Assert.Contains("data.test names artifact:", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>Puts an IDX pair behind https.</summary>
    private void Offer(FileServer files, string name, int images, int seed)
    {
        var stem = Path.Combine(_folder, $"{name}-offered");
        IdxFiles.Write(stem, images, seed);
        foreach (var suffix in new[] { "-images-idx3-ubyte", "-labels-idx1-ubyte" })
        {
            files.Files[$"/small/{name}{suffix}"] = new ServedFile(File.ReadAllBytes(stem + suffix));
            File.Delete(stem + suffix);
        }
    }

    private string[] UnpackedBy(string silo) => Directory.GetDirectories(Path.Combine(_folder, silo, "cache", "artifacts"), "*.files");

    private async Task<string> SubmitAsync(Uri server, string train, string test) =>
        (await CallAsync(server, "submit", small.WriteStudy(_folder, train: train, test: test, budget: "{ trials: 2, time: 30s }"))).Trim();

    private async Task<string> CallAsync(Uri server, params string[] arguments)
    {
        await using var cli = Cli.Start(_folder, server, [Cli.Program, .. arguments]);
        return (await cli.EndAsync()).RequireSuccess().Output;
    }

    private Cli Serve(string store, FileServer files, string data, string labels) => Cli.Start(
        _folder,
        null,
        [
            "env", $"{StoreServices.AddressVariable}={store}", $"SSL_CERT_FILE={files.Certificate}",
            Cli.Program, "serve", "--listen", "127.0.0.1:0", "--data", data, "--artifacts", "shared", "--labels", labels,
        ]);
}
