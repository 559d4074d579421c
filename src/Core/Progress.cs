namespace Pure.WebSockets;

/// <summary>What one call of the kernel gives: at most one thing that happened, one thing to write, one change of the timer.</summary>
public readonly record struct Progress
{
    private readonly OptionByContent<Effect> notice;

    internal Progress(Connection next) => Next = next;

    /// <summary>The state after the call: the same reference when nothing changed.</summary>
    public Connection Next { get; internal init; }

    /// <summary>
    /// How many bytes of the input are done with. Give the rest again, with more behind it where <see cref="Needed"/> says so.
    /// </summary>
    public int Consumed { get; internal init; }

    /// <summary>
    /// Zero when the call got somewhere, or <see cref="AnswerAwaited"/>; else how many bytes of input there must be, those given
    /// included, before one does. The greatest number where no input helps, as the state is one of <see cref="Protocol.Step"/>'s:
    /// <see cref="Notice"/> says so.
    /// </summary>
    public int Needed { get; internal init; }

    /// <summary>
    /// Whether the application must answer the upgrade request before any more input is taken: <see cref="Kernel.Accept"/> or
    /// <see cref="Kernel.Reject"/>. Nothing was consumed, and no input that is added changes that. Keep the bytes, stop calling, and give
    /// them again after the answer; after a rejection they are thrown away.
    /// </summary>
    public bool AnswerAwaited { get; internal init; }

    /// <summary>
    /// Whether more of a compressed message waits than the lent memory had room for: call again, with what input there is or none, before
    /// more is received.
    /// </summary>
    public bool More { get; internal init; }

    /// <summary>What happened.</summary>
    public Happening Happening { get; internal init; }

    /// <summary>With <see cref="Happening.Data"/>: what the message is.</summary>
    public MessageKind Kind { get; internal init; }

    /// <summary>With <see cref="Happening.Data"/>: whether the message ends with this piece.</summary>
    public bool Final { get; internal init; }

    /// <summary>Whether there is a frame to write: <see cref="Reply"/>.</summary>
    public bool HasReply { get; internal init; }

    /// <summary>The payload of what happened, in the lent memory: a piece of a message, a ping's or a pong's data.</summary>
    public ReadOnlyMemory<byte> Payload { get; internal init; }

    /// <summary>The frame to write. Its payload may stand in the lent memory: encode it before lending that again.</summary>
    public Frame Reply { get; internal init; }

    /// <summary>The head of the opening handshake to write, as it stands on the wire; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Head { get; internal init; }

    /// <summary>What becomes of the connection's timer.</summary>
    public Deadline Deadline { get; internal init; }

    /// <summary>With <see cref="Happening.Notice"/>: what happened, as the record form tells it.</summary>
    public Option<Effect> Notice { get => notice; internal init => notice = value; }
}

/// <summary>The kinds of thing that one call of the kernel can report.</summary>
public enum Happening : byte
{
    /// <summary>Nothing the application has to know.</summary>
    Nothing,

    /// <summary>A piece of a message: <see cref="Progress.Kind"/>, <see cref="Progress.Payload"/>, <see cref="Progress.Final"/>.</summary>
    Data,

    /// <summary>A ping; its pong is the reply.</summary>
    Ping,

    /// <summary>A pong.</summary>
    Pong,

    /// <summary>What happens once in a connection's life, and misuse: <see cref="Progress.Notice"/> has it as a record.</summary>
    Notice,
}
