using System.Text;

namespace Pure.WebSockets.Properties;

/// <summary>A connection with everything that it has output so far, so that the test of a rule reads like a story.</summary>
internal sealed record Scene(Connection State, Seq<Output> Outputs, Seq<Effect> Effects)
{
    private static readonly MaskKey Key = MaskKey.FromBytes(0x37, 0xFA, 0x21, 0x3D);

    /// <summary>Both roles, for rules that apply to both.</summary>
    public static TheoryData<Role> Roles { get; } = new(Role.Server, Role.Client);

    public IEnumerable<Frame> Frames => Outputs.OfType<Output.Framed>().Select(output => output.Value);

    public IEnumerable<Effect.Message> Messages => Effects.OfType<Effect.Message>();

    /// <summary>The one rule that was broken.</summary>
    public ProtocolError Error
    {
        get
        {
            var error = Assert.Single(Effects.OfType<Effect.Failed>()).Error;
            SaysWhy(error.Rule, error.Seen);
            return error;
        }
    }

    public Misuse Refusal
    {
        get
        {
            var refusal = Assert.Single(Effects.OfType<Effect.Misused>()).Misuse;
            SaysWhy(refusal.Rule, refusal.Why);
            return refusal;
        }
    }

    public CloseResult Closure => Assert.IsType<Phase.Closed>(State.Phase).Result;

    public bool IsOpen => State.Phase is Phase.Open;

    /// <summary>The heads that were sent, as text.</summary>
    public string Head =>
        string.Concat(Outputs.OfType<Output.Head>().Select(output => Encoding.Latin1.GetString(output.Bytes.Memory.Span)));

    /// <summary>Checks that an error names its rule and what was seen.</summary>
    public static void SaysWhy(string rule, string seen)
    {
        Assert.Matches(@"^RFC \d+ §\d+(\.\d+)*$", rule);
        Assert.Matches(@"^.{15,}[^\s:]$", seen);
    }

    public static Scene Of(Connection state) => new(state, Seq<Output>.Empty, Seq<Effect>.Empty);

    public static Scene Open(Role role, ConnectionOptions? options = null) =>
        Of(Connection.CreateOpen(role, Agreement.Plain, options ?? ConnectionOptions.Default));

    /// <summary>A server before the first byte of the request.</summary>
    public static Scene Server(ConnectionOptions? options = null) =>
        Of(Connection.Server(options ?? ConnectionOptions.Default)).Then(new Input.Start());

    /// <summary>A client whose request is sent.</summary>
    public static Scene Client(ConnectionOptions? options = null, UpgradeOffer? offer = null) =>
        Connection
            .Client(offer ?? Conversation.Offer, Conversation.Nonce, options ?? ConnectionOptions.Default)
            .Match(
                Right: start => Of(start).Then(new Input.Start()),
                Left: refusal => throw new InvalidOperationException(refusal.ToString())
            );

    /// <summary>One input, and all input that waits after it.</summary>
    public Scene Then(Input input)
    {
        var scene = this;
        foreach (var (next, outputs, effects, _) in StepRun.Drained(State, input))
            scene = new Scene(next, scene.Outputs + outputs, scene.Effects + effects);
        return scene;
    }

    public Scene Receives(params byte[] bytes) => Then(new Input.Received(bytes));

    /// <summary>A head or its parts, as they are on the wire.</summary>
    public Scene Reads(string text) => Receives(Encoding.Latin1.GetBytes(text));

    public Scene Reads(IEnumerable<string> lines) => Receives(Heads.Of(lines));

    /// <summary>A frame from the peer, masked if this side is the server.</summary>
    public Scene Receives(WireFrame frame) => Receives((State.Role == Role.Server ? frame with { Key = Key } : frame).ToBytes());

    public Scene Receives(Opcode opcode, ByteString payload, bool final = true) => Receives(new WireFrame(final, 0, (int)opcode, payload));

    public Scene Receives(Opcode opcode, string text, bool final = true) => Receives(opcode, ByteString.FromText(text), final);

    public Scene ReceivesClose(int code, string reason = "") => Receives(Opcode.Close, FsCheck.Frames.ClosePayload(code, reason));

    /// <summary>The peer's bytes, one at a time. Returns how many it took until the connection failed.</summary>
    public int BytesUntilFailure(byte[] bytes)
    {
        var scene = this;
        for (var count = 1; count <= bytes.Length; count++)
        {
            scene = scene.Receives(bytes[count - 1]);
            if (scene.Effects.Exists(effect => effect is Effect.Failed)) return count;
        }

        return int.MaxValue;
    }
}
