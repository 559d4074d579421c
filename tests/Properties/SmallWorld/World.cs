namespace Pure.WebSockets.Properties;

/// <summary>A small world: a role, options, and a few inputs.</summary>
internal sealed class World(Role role, Delivery delivery)
{
    /// <summary>Limits so small that messages, frames and heads reach them after few states.</summary>
    private static readonly Limits Small = new()
    {
        MaxFrameBytes = 3,
        MaxMessageBytes = 3,
        MaxInflatedBytes = 2,
        MaxFragments = 3,
        MaxHeadBytes = 300,
    };

    public Role Role { get; } = role;

    /// <summary>Whether messages may be compressed.</summary>
    public bool Compressing { get; init; }

    /// <summary>Whether there is context takeover. The windows then have states without end and are not compared.</summary>
    public bool Takeover { get; init; }

    /// <summary>Whether an idle connection pings.</summary>
    public bool KeepsAlive { get; init; } = true;

    /// <summary>Both roles, without and with compression, whole messages and pieces, with and without pings of our own.</summary>
    public static World[] All { get; } =
    [
        .. from role in Enum.GetValues<Role>()
        from delivery in Enum.GetValues<Delivery>()
        from compressing in new[] { false, true }
        select new World(role, delivery) { Compressing = compressing },
        .. Enum.GetValues<Role>()
            .Select(role => new World(role, Delivery.Whole)
            {
                Compressing = true,
                Takeover = true,
                KeepsAlive = false,
            }),
        .. Enum.GetValues<Role>().Select(role => new World(role, Delivery.Whole) { KeepsAlive = false }),
    ];

    /// <summary>The number of real states that are stepped for one class; all if they are finite.</summary>
    public int Witnesses => Takeover ? 2 : int.MaxValue;

    public ConnectionOptions Options => field ??= new()
    {
        Limits = Small,
        Delivery = delivery,
        KeepAliveInterval = TimeSpan.FromSeconds(KeepsAlive ? 20 : 0),
        Compression = !Compressing ? Option<CompressionOptions>.None : new CompressionOptions
        {
            ServerNoContextTakeover = !Takeover,
            ClientNoContextTakeover = !Takeover,
            Offers = Seq.create<DeflateOffer>(new[] { DeflateOffer.Plain }),
        },
    };

    /// <summary>Before the opening handshake, and after one that another program made.</summary>
    public Connection[] Starts => Conversations().Select(conversation => conversation.Start).ToArray();

    public Letter[] Alphabet => field ??= [.. new HeadLetters(this).All, .. new FrameLetters(this).All, .. new OurLetters(this).All];

    public override string ToString() =>
        $"{Role.ToString().ToLowerInvariant()}, {(Takeover ? "compressed, context takeover" : Compressing ? "compressed" : "plain")}, "
            + $"{delivery.ToString().ToLowerInvariant()}{(KeepsAlive ? "" : ", no pings")}";

    private IEnumerable<Conversation> Conversations() =>
        new[] { false, true }.Select(opened => new Conversation(Role, Options, opened, [], [], 0) { Agreement = Agreement });

    private Agreement Agreement =>
        Compressing
            ? Agreement.Compressed(new DeflateParameters { ServerNoContextTakeover = !Takeover, ClientNoContextTakeover = !Takeover })
            : Agreement.Plain;
}
