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
        Selection = proto.HasSelection ? proto.Selection : Default.Selection,
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
