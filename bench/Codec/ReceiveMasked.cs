namespace Pure.WebSockets.Bench;

/// <summary>A server receives masked binary messages of one frame each, many of them in one read.</summary>
public class ReceiveMasked : ReceiveBenchmark
{
    /// <inheritdoc/>
    protected override MessageKind Kind => MessageKind.Binary;

    /// <inheritdoc/>
    protected override byte[] Message(int number) => Payload.Random(PayloadBytes);
}

/// <summary>The same with ASCII text.</summary>
public class ReceiveAscii() : ReceiveText(multiByte: false);

/// <summary>The same with text that has code points of one to four bytes.</summary>
public class ReceiveMultiByte() : ReceiveText(multiByte: true);
