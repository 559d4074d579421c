using System.Text;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// All events of a connection from the perspective of one endpoint, which is called this side. The inputs can be passed to
/// <see cref="Protocol.Step"/> one after another.
/// </summary>
public sealed record Conversation
{
    // The first 250 pieces have the sizes in Cuts. Later pieces are 2000 times as large, which limits the number of inputs for a long
    // payload.
    private const int FineCuts = 250;
    private const int CoarseFactor = 2000;

    internal Conversation(
        Role role, ConnectionOptions options, bool startsOpen, IReadOnlyList<Moment> moments, IReadOnlyList<int> cuts, int lent) =>
        (Role, Options, StartsOpen, Moments, Cuts, Lent) = (role, options, startsOpen, moments, cuts, lent);

    /// <summary>The role of this side.</summary>
    public Role Role { get; init; }

    /// <summary>The options of this side.</summary>
    public ConnectionOptions Options { get; init; }

    /// <summary>
    /// Whether the connection is already open before the first event. If the value is false, the conversation begins with the opening
    /// handshake.
    /// </summary>
    public bool StartsOpen { get; init; }

    /// <summary>The events, in order.</summary>
    public IReadOnlyList<Moment> Moments { get; init => field = ItemList.Of(value); }

    /// <summary>The sizes of the network's reads in bytes, which are used in rotation. Some sizes can be zero.</summary>
    public IReadOnlyList<int> Cuts { get; init => field = ItemList.Of(value); }

    /// <summary>The size, in bytes, of the memory that a caller lends to the kernel for payloads. The size is at least 4.</summary>
    public int Lent { get; init; }

    /// <summary>The result of the opening handshake if the connection is already open before the first event.</summary>
    public Agreement Agreement { get; init; } = Agreement.Plain;

    /// <summary>The content of the request if this side is a client and the conversation begins with the opening handshake.</summary>
    public static UpgradeOffer Offer { get; } =
        new("example.com", "/chat") { Subprotocols = new Seq<string>(new[] { "chat", "superchat" }) };

    /// <summary>The nonce of the request in <see cref="Offer"/>. The value is the nonce of the example in RFC 6455 §1.3.</summary>
    public static ByteString Nonce { get; } = "the sample nonce"u8.ToArray();

    /// <summary>The state of this side before the first event.</summary>
    public Connection Start => StartsOpen ? Connection.CreateOpen(Role, Agreement, Options)
        : Role == Role.Server ? Connection.Server(Options)
        : Connection
            .Client(Offer, Nonce, Options)
            .Match(Right: connection => connection, Left: refusal => throw new InvalidOperationException(refusal.ToString()));

    /// <summary>Returns the inputs. All bytes that the peer sends between two inputs of this side form one input.</summary>
    public IReadOnlyList<Input> Inputs()
    {
        var inputs = new List<Input>();
        var run = new List<byte>();
        foreach (var moment in Moments)
        {
            if (moment.FromPeer is { } bytes)
            {
                run.AddRange(bytes);
                continue;
            }

            EndRun();
            inputs.Add(((Moment.Ours)moment).Input);
        }

        EndRun();
        return inputs;

        void EndRun()
        {
            if (run.Count > 0) inputs.Add(new Input.Received(run.ToArray()));
            run.Clear();
        }
    }

    /// <summary>
    /// Returns the inputs. The peer's bytes are divided into pieces, and each piece is an input. The first 250 pieces have the sizes in
    /// <see cref="Cuts"/>, in rotation. Later pieces are 2000 times as large.
    /// </summary>
    public IReadOnlyList<Input> CutInputs()
    {
        var inputs = new List<Input>();
        var next = 0;
        int[] sizes = [.. Cuts];
        var isWhole = sizes.Sum() == 0;
        foreach (var input in Inputs())
        {
            if (input is not Input.Received(var bytes))
            {
                inputs.Add(input);
                continue;
            }

            for (var rest = bytes.Memory; !rest.IsEmpty;)
            {
                var size = isWhole
                    ? rest.Length
                    : Math.Min(rest.Length, sizes[next % sizes.Length] * (next < FineCuts ? 1 : CoarseFactor));
                next++;
                inputs.Add(new Input.Received(rest[..size]));
                rest = rest[size..];
            }
        }

        return inputs;
    }

    /// <summary>Returns the conversation as text, with one event per line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder()
            .AppendLine()
            .Append(Role)
            .Append(StartsOpen ? ", open" : ", from the handshake")
            .Append(", cut ")
            .AppendJoin(' ', Cuts)
            .Append(", lent ")
            .Append(Lent)
            .Append(", ")
            .Append(Options.Delivery)
            .Append(", ")
            .Append(Options.Limits)
            .AppendJoin(", ", Agreement.Extensions);
        foreach (var moment in Moments)
            text.AppendLine().Append("  ").Append(moment);
        return text.ToString();
    }
}
