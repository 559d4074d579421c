namespace Pure.WebSockets.Bench;

/// <summary>A server receives masked binary messages of one frame each, many of them with one read.</summary>
public class ReceiveMasked : ReceiveBenchmark
{
    /// <inheritdoc/>
    protected override MessageKind Kind => MessageKind.Binary;

    /// <inheritdoc/>
    protected override byte[] Message(int number) => Payload.Random(PayloadBytes);
}

/// <summary>The same with text of ASCII alone.</summary>
public class ReceiveAscii() : ReceiveText(multiByte: false);

/// <summary>The same with text of code points of one to four bytes.</summary>
public class ReceiveMultiByte() : ReceiveText(multiByte: true);
