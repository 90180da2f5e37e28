using AutoCompress.Studies;
using Proto = AutoCompress.Wire.V1;

namespace AutoCompress.Wire.Mapping;

/// <summary>The data of a study and its protobuf form. A field that the sender left out takes the record's default.</summary>
internal static class DataSpecMapping
{
    private static readonly DataSpec Default = new() { Train = "", Test = "" };

    public static Proto.DataSpec ToProto(this DataSpec data)
    {
        var proto = new Proto.DataSpec
        {
            Train = data.Train,
            Test = data.Test,
            Format = EnumMap<DataFormat, Proto.DataFormat>.ToProto(data.Format),
            Mean = data.Mean,
            Std = data.Std,
            Selection = data.Selection,
            Size = data.Size is { } size ? new Proto.ImageSize { Height = size.Height, Width = size.Width } : null,
            ChannelMean = { data.ChannelMean },
            ChannelStd = { data.ChannelStd },
            Inputs = { data.Inputs.Select(ToProto) },
            LabelColumns = { data.LabelColumns },
        };
        Give(data.TrainLabels, value => proto.TrainLabels = value);
        Give(data.TestLabels, value => proto.TestLabels = value);
        Give(data.SamplesArray, value => proto.SamplesArray = value);
        Give(data.LabelsArray, value => proto.LabelsArray = value);
        Give(data.LabelColumn, value => proto.LabelColumn = value);
        if (data.Scale is { } scale)
        {
            proto.Scale = scale;
        }

        if (data.Channels is { } channels)
        {
            proto.Channels = channels;
        }

        if (data.IgnoreLabel is { } ignored)
        {
            proto.IgnoreLabel = ignored;
        }

        return proto;
    }

    public static DataSpec FromProto(this Proto.DataSpec proto) => new()
    {
        Train = proto.Train,
        Test = proto.Test,
        Format = EnumMap<DataFormat, Proto.DataFormat>.FromProto(proto.Format, Default.Format),
        TrainLabels = proto.HasTrainLabels ? proto.TrainLabels : null,
        TestLabels = proto.HasTestLabels ? proto.TestLabels : null,
        SamplesArray = proto.HasSamplesArray ? proto.SamplesArray : null,
        LabelsArray = proto.HasLabelsArray ? proto.LabelsArray : null,
        LabelColumn = proto.HasLabelColumn ? proto.LabelColumn : null,
        Size = proto.Size is { } size ? new(size.Height, size.Width) : null,
        Channels = proto.HasChannels ? proto.Channels : null,
        Scale = proto.HasScale ? proto.Scale : null,
        Mean = proto.HasMean ? proto.Mean : Default.Mean,
        Std = proto.HasStd ? proto.Std : Default.Std,
        ChannelMean = [.. proto.ChannelMean],
        ChannelStd = [.. proto.ChannelStd],
        Inputs = [.. proto.Inputs.Select(FromProto)],
        LabelColumns = [.. proto.LabelColumns],
        IgnoreLabel = proto.HasIgnoreLabel ? proto.IgnoreLabel : null,
        Selection = proto.HasSelection ? proto.Selection : Default.Selection,
    };

    private static Proto.InputSpec ToProto(InputSpec input)
    {
        var proto = new Proto.InputSpec
        {
            Name = input.Name,
            Columns = { input.Columns },
            Mean = input.Mean,
            Std = input.Std,
            ChannelMean = { input.ChannelMean },
            ChannelStd = { input.ChannelStd },
        };
        Give(input.Train, value => proto.Train = value);
        Give(input.Test, value => proto.Test = value);
        Give(input.Array, value => proto.Array = value);
        if (input.Scale is { } scale)
        {
            proto.Scale = scale;
        }

        return proto;
    }

    private static InputSpec FromProto(Proto.InputSpec proto) => new()
    {
        Name = proto.Name,
        Train = proto.HasTrain ? proto.Train : null,
        Test = proto.HasTest ? proto.Test : null,
        Array = proto.HasArray ? proto.Array : null,
        Columns = [.. proto.Columns],
        Scale = proto.HasScale ? proto.Scale : null,
        Mean = proto.HasMean ? proto.Mean : 0,
        Std = proto.HasStd ? proto.Std : 1,
        ChannelMean = [.. proto.ChannelMean],
        ChannelStd = [.. proto.ChannelStd],
    };

    /// <summary>A protobuf setter takes no null.</summary>
    private static void Give(string? value, Action<string> set)
    {
        if (value is not null)
        {
            set(value);
        }
    }
}
