namespace Pure.WebSockets.Conformance;

/// <summary>What went one way in data frames while the connection was open.</summary>
/// <param name="Frames">The data frames.</param>
/// <param name="Messages">The messages.</param>
/// <param name="Wire">The octets of the frames, headers included.</param>
/// <param name="Payload">The octets of their payloads, compressed where they are.</param>
/// <param name="Application">The octets of the messages.</param>
internal readonly record struct Traffic(long Frames, long Messages, long Wire, long Payload, long Application)
{
    /// <summary>The compressed size by the uncompressed one; none while there is nothing.</summary>
    public Option<double> CompressionRatio => Application == 0 ? Option<double>.None : (double)Payload / Application;

    /// <summary>What the headers add to the payloads, by their size; none while there is nothing.</summary>
    public Option<double> Overhead => Payload == 0 ? Option<double>.None : (double)(Wire - Payload) / Payload;

    internal Traffic WithFrame(int wire, int payload) => this with { Frames = Frames + 1, Wire = Wire + wire, Payload = Payload + payload };

    internal Traffic WithMessage(int length) => this with { Messages = Messages + 1, Application = Application + length };
}
