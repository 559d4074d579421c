namespace Pure.WebSockets.Properties;

/// <summary>
/// One event for the application or the peer, in words, so that two implementations without common types can be compared.
/// </summary>
internal readonly record struct Said(string What, ByteString Data)
{
    /// <summary>The connection failed.</summary>
    public static Said Failed { get; } = new("failed", ByteString.Empty);

    /// <summary>The application's request was rejected.</summary>
    public static Said Misuse { get; } = new("misuse", ByteString.Empty);

    public static Said Message(MessageKind kind, ByteString data) => new($"{kind}", data);

    public static Said Pong(ByteString data) => new("pong", data);

    public static Said Close(int code, string reason) => new($"close {code}", ByteString.FromText(reason));

    /// <summary>How the peer reports bytes that break this rule.</summary>
    public static Said Nonsense(ProtocolError error) => new($"nonsense: {error}", ByteString.Empty);

    public override string ToString() => Data.Length == 0 ? What : $"{What} {Data}";
}

/// <summary>
/// A conversation from the view of one implementation: what its application received and what the peer received, each in order.
/// </summary>
internal sealed record Account(Said[] Told, Said[] Heard)
{
    public bool IsFailed => Told.Contains(Said.Failed);

    public bool IsClosed => Heard.Any(said => said.What.StartsWith("close", StringComparison.Ordinal));

    /// <summary>Whether it failed without a close frame that gives the reason. The application may have sent one of its own.</summary>
    public bool IsFailedInSilence => IsFailed && !IsFailedWith(CloseCode.ProtocolError) && !IsFailedWith(CloseCode.InvalidPayloadData);

    public bool IsFailedWith(int code) => IsFailed && Heard.Contains(Said.Close(code, ""));

    /// <summary>Whether the peer received invalid bytes and stopped reading.</summary>
    public bool IsNonsense => Heard.Any(said => said.What.StartsWith("nonsense", StringComparison.Ordinal));

    public bool Agrees(Account other) => Told.SequenceEqual(other.Told) && Heard.SequenceEqual(other.Heard);

    /// <summary>The rest of it, after the events of another account.</summary>
    public Account After(Account before) => new(Told.Skip(before.Told.Length).ToArray(), Heard.Skip(before.Heard.Length).ToArray());

    /// <summary>Whether it begins like another account.</summary>
    public bool StartsWith(Account before) =>
        Told.Take(before.Told.Length).SequenceEqual(before.Told) && Heard.Take(before.Heard.Length).SequenceEqual(before.Heard);

    public override string ToString() => $"\n  told {string.Join(", ", Told)}\n  heard {string.Join(", ", Heard)}";
}

/// <summary>The other side of the wire: a core of the other role, which decodes the output.</summary>
internal sealed class Listener(Role speaker, Agreement agreement)
{
    private Connection state = Connection.CreateOpen(
        speaker == Role.Server ? Role.Client : Role.Server,
        agreement,
        ConnectionOptions.Default
    );

    public List<Said> Heard { get; } = [];

    /// <summary>Decodes one frame.</summary>
    public void Hear(ReadOnlyMemory<byte> bytes)
    {
        if (state.Phase is Phase.Closed { Result.Clean: true } or Phase.Closing)
        {
            // The core has stopped reading, but the frame was sent.
            FrameReader.Read(
                bytes.Span,
                new FrameRules(speaker == Role.Client, Rsv1: true, MessageInProgress: (bytes.Span[0] & 0x0F) == 0),
                out var header,
                out _
            );
            Heard.Add(new Said($"{header.Opcode} after its close frame", ByteString.Empty));
            return;
        }

        var (next, _, effects, _) = Protocol.Run(state, new Input.Received(bytes), static _ => []);
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
