namespace Pure.WebSockets.Conformance;

/// <summary>The traffic in data frames in one direction while the connection was open.</summary>
/// <param name="Frames">The data frames.</param>
/// <param name="Messages">The messages.</param>
/// <param name="Wire">The bytes of the frames, headers included.</param>
/// <param name="Payload">The bytes of the payloads of these frames, after compression.</param>
/// <param name="Application">The bytes of the messages.</param>
internal readonly record struct Traffic(long Frames, long Messages, long Wire, long Payload, long Application)
{
    /// <summary>The ratio of compressed to uncompressed size. It is None if there was no data.</summary>
    public Option<double> CompressionRatio => Application == 0 ? Option<double>.None : (double)Payload / Application;

    /// <summary>The ratio of header bytes to payload bytes. It is None if there was no data.</summary>
    public Option<double> Overhead => Payload == 0 ? Option<double>.None : (double)(Wire - Payload) / Payload;

    internal Traffic WithFrame(int wire, int payload) => this with { Frames = Frames + 1, Wire = Wire + wire, Payload = Payload + payload };

    internal Traffic WithMessage(int length) => this with { Messages = Messages + 1, Application = Application + length };
}
