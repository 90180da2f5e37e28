using System.CommandLine;
using System.Globalization;
using AutoCompress.Client.Progress;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Workers;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Client.Commands;

/// <summary><c>train</c>: makes an original to compress, from random weights or from an ONNX file.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var train = new Option<string>("--train") { Required = true, Description = "Training samples, an IDX stem such as /data/train." };
        var test = new Option<string>("--test") { Required = true, Description = "Test samples, an IDX stem such as /data/t10k." };
        var output = new Option<FileInfo>("--out") { Required = true, Description = "The ONNX file to write." };
        var model = new Option<FileInfo?>("--model") { Description = "An ONNX file to go on from; without it a residual network of random weights." };
        var widths = new Option<int[]>("--widths") { Description = "Channels of the residual network's stages.", DefaultValueFactory = _ => [32, 64, 128], AllowMultipleArgumentsPerToken = true };
        var blocks = new Option<int>("--blocks") { Description = "Residual blocks in each stage.", DefaultValueFactory = _ => 1 };
        var images = new Option<int>("--images") { Description = "Samples to train on, with repetition.", DefaultValueFactory = _ => 495_000 };
        var batch = new Option<int>("--batch") { Description = "Samples of one step.", DefaultValueFactory = _ => 128 };
        var rate = new Option<double>("--learning-rate") { Description = "Peak of the schedule.", DefaultValueFactory = _ => 0.15 };
        var scale = new Option<double>("--scale") { Description = "Multiplies a stored value.", DefaultValueFactory = _ => 0.00392157 };
        var held = new Option<int>("--selection") { Description = "Samples held out of the training set, so that a study may select by them.", DefaultValueFactory = _ => 5000 };
        var seed = new Option<ulong>("--seed") { Description = "Of weights, order and augmentation, and of the held-out split.", DefaultValueFactory = _ => 1 };
        var command = new Command("train", "Train a model on labelled samples, for a study to compress.") { train, test, output, model, widths, blocks, images, batch, rate, scale, held, seed };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var job = new TrainingJob(
                parse.GetValue(model)?.FullName,
                [.. parse.GetRequiredValue(widths)],
                parse.GetValue(blocks),
                new() { Train = Path.GetFullPath(parse.GetRequiredValue(train)), Test = Path.GetFullPath(parse.GetRequiredValue(test)), Scale = parse.GetValue(scale), Selection = parse.GetValue(held) },
                new() { BatchSize = parse.GetValue(batch), Views = int.MaxValue },
                parse.GetValue(images),
                parse.GetValue(rate),
                parse.GetValue(seed));
            await using var engine = new LocalEngine(new());
            var metrics = await job.RunAsync(
                engine, parse.GetRequiredValue(output).FullName, ProcessorCores.Allowed(), new ConsoleProgress(), cancellationToken).ConfigureAwait(false);
            var accuracy = metrics[Metric.Accuracy];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{parse.GetRequiredValue(output).Name}: {accuracy.Value * 100:0.00} % on the test split (95 % interval {accuracy.Low * 100:0.00} to {accuracy.High * 100:0.00})"));
            return 0;
        });
        return command;
    }
}
