namespace Pure.WebSockets.Properties;

/// <summary>
/// One thing that an application is told, or that the peer hears: in words, as two implementations that share no type are to say the
/// same.
/// </summary>
internal readonly record struct Said(string What, Octets Data)
{
    /// <summary>The connection is failed.</summary>
    public static Said Failed { get; } = new("failed", Octets.Empty);

    /// <summary>What the application asked for is refused.</summary>
    public static Said Misuse { get; } = new("misuse", Octets.Empty);

    public static Said Message(MessageKind kind, Octets data) => new($"{kind}", data);

    public static Said Pong(Octets data) => new("pong", data);

    public static Said Close(int code, string reason) => new($"close {code}", Octets.OfText(reason));

    /// <summary>What the peer makes of bytes that break that rule.</summary>
    public static Said Nonsense(ProtocolError error) => new($"nonsense: {error}", Octets.Empty);

    public override string ToString() => Data.Length == 0 ? What : $"{What} {Data}";
}

/// <summary>
/// A conversation as one implementation tells it: what its application was told and what the peer hears of it, each in order.
/// </summary>
internal sealed record Account(Said[] Told, Said[] Heard)
{
    public bool IsFailed => Told.Contains(Said.Failed);

    public bool IsClosed => Heard.Any(said => said.What.StartsWith("close", StringComparison.Ordinal));

    /// <summary>Whether it fails and no close frame says why; the application may have sent one of its own.</summary>
    public bool IsFailedInSilence => IsFailed && !IsFailedWith(CloseCode.ProtocolError) && !IsFailedWith(CloseCode.InvalidPayloadData);

    public bool IsFailedWith(int code) => IsFailed && Heard.Contains(Said.Close(code, ""));

    /// <summary>Whether the peer heard what breaks a rule, and listens no more.</summary>
    public bool IsNonsense => Heard.Any(said => said.What.StartsWith("nonsense", StringComparison.Ordinal));

    public bool Agrees(Account other) => Told.SequenceEqual(other.Told) && Heard.SequenceEqual(other.Heard);

    /// <summary>The rest of it, behind so many things told and heard.</summary>
    public Account After(Account before) => new(Told.Skip(before.Told.Length).ToArray(), Heard.Skip(before.Heard.Length).ToArray());

    /// <summary>Whether it begins as another one does.</summary>
    public bool StartsWith(Account before) =>
        Told.Take(before.Told.Length).SequenceEqual(before.Told) && Heard.Take(before.Heard.Length).SequenceEqual(before.Heard);

    public override string ToString() => $"\n  told {string.Join(", ", Told)}\n  heard {string.Join(", ", Heard)}";
}

/// <summary>The other end of the wire: a core of the other role, to which whatever was written is to make sense.</summary>
internal sealed class Listener(Role speaker, Agreement agreement)
{
    private Connection state = Connection.Opened(speaker == Role.Server ? Role.Client : Role.Server, agreement, ConnectionOptions.Default);

    public List<Said> Heard { get; } = [];

    /// <summary>Hears one frame.</summary>
    public void Hear(ReadOnlyMemory<byte> bytes)
    {
        if (state.Phase is Phase.Closed { Closure.Clean: true } or Phase.Closing)
        {
            // The core listens no more, but what is said then is said.
            FrameReader.Read(
                bytes.Span,
                new FrameRules(speaker == Role.Client, Rsv1: true, MessageInProgress: (bytes.Span[0] & 0x0F) == 0),
                out var header,
                out _
            );
            Heard.Add(new Said($"{header.Opcode} after its close frame", Octets.Empty));
            return;
        }

        var (next, _, effects, _) = Protocol.Run(state, new Input.Received(bytes), static _ => Seq<Input>.Empty);
        state = next;
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case Effect.Message(var kind, var data):
                    Heard.Add(Said.Message(kind, data));
                    break;
                case Effect.PongReceived(var data):
                    Heard.Add(Said.Pong(data));
                    break;
                case Effect.CloseReceived(var status):
                    Heard.Add(Said.Close(status.Code, status.Reason));
                    break;
                case Effect.Failed(var error):
                    Heard.Add(Said.Nonsense(error));
                    break;
            }
        }
    }
}
