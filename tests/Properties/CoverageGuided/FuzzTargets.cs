using AgreedDeflate = Pure.WebSockets.Conformance.AgreedDeflate;
using CorePeer = Pure.WebSockets.Conformance.CorePeer;
using PeerModel = Pure.WebSockets.Conformance.PeerModel;
using PeerProfile = Pure.WebSockets.Conformance.PeerProfile;

namespace Pure.WebSockets.Properties;

/// <summary>
/// What is executed with each input. A target throws nothing for any input unless a rule does not hold. The first bytes of an input are the
/// circumstances, such as the role and the cuts, so coverage finds those too.
/// </summary>
public static class FuzzTargets
{
    // Longer inputs find nothing that shorter ones do not, and cost more.
    private const int MostBytes = 1024;
    private const int MostDeflated = 200;
    private const int MostSnapshot = 1200;
    private const int SmallLimit = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly byte[] Earlier = [.. Enumerable.Range(0, 300).Select(at => (byte)(at * 7 / 5))];

    /// <summary>The names of the targets.</summary>
    public static string[] All { get; } = [nameof(Step), nameof(Head), nameof(Inflate), nameof(ReadSnapshot)];

    /// <summary>
    /// The bytes of a peer on an open connection: no exception, the same results whatever the cuts and in both forms, and the laboratory's
    /// model agrees with what an echo answers.
    /// </summary>
    public static void Step(byte[] input)
    {
        if (input.Length < 3) return;
        var flags = input[0];
        var role = (flags & 1) == 0 ? Role.Server : Role.Client;
        var parameters = (flags & 2) == 0
            ? null
            : new DeflateParameters
            {
                ServerNoContextTakeover = (flags & 4) != 0,
                ClientNoContextTakeover = (flags & 8) != 0,
                ServerMaxWindowBits = (flags & 16) != 0 ? 9 : 15,
                ClientMaxWindowBits = (flags & 16) != 0 ? 9 : 15,
            };
        var isSmall = (flags & 32) != 0;
        var options = ConnectionOptions.Default with
        {
            Delivery = (flags & 64) != 0 ? Delivery.Pieces : Delivery.Whole,
            Limits = isSmall
                ? new Limits
                {
                    MaxFrameBytes = SmallLimit,
                    MaxMessageBytes = SmallLimit,
                    MaxInflatedBytes = SmallLimit,
                    MaxFragments = 3,
                }
                : Limits.Default,
        };
        var conversation = new Conversation(
            role,
            options,
            startsOpen: true,
            [new Moment.PeerBytes(Bytes(input))],
            [input[1] & 15, input[1] >> 4],
            lent: 4 + input[2]
        )
        {
            Agreement = parameters is null ? Agreement.Plain : Agreement.Compressed(parameters),
        };
        HoldsInBothForms(conversation);
        if (!isSmall) Judge(role, options, parameters, conversation);
    }

    /// <summary>
    /// The bytes of a peer before the connection is open: no exception, the same results whatever the cuts and in both forms, and a head
    /// that was read is written and read again as it was.
    /// </summary>
    public static void Head(byte[] input)
    {
        if (input.Length < 3) return;
        var role = (input[0] & 1) == 0 ? Role.Server : Role.Client;
        var options = ConnectionOptions.Default with
        {
            Compression = (input[0] & 2) != 0 ? CompressionOptions.Default : Option<CompressionOptions>.None,
            Limits = (input[0] & 4) != 0 ? new Limits { MaxHeadBytes = 200, MaxHeaderFields = 8 } : Limits.Default,
        };
        var bytes = Bytes(input);
        HoldsInBothForms(
            new Conversation(
                role,
                options,
                startsOpen: false,
                [
                    new Moment.Ours(new Input.Start()),
                    new Moment.PeerBytes(bytes),
                    .. role == Role.Server ? [new Moment.Ours(new Input.Accept(Acceptance.Plain))] : System.Array.Empty<Moment>(),
                    new Moment.Ours(new Input.EndOfStream()),
                ],
                [input[1] & 15, input[1] >> 4],
                lent: 4 + input[2]
            )
        );
        HeadParser
            .ParseRequest(bytes)
            .IfRight(head =>
            {
                IsReadAgain(head, HeadParser.ParseRequest(HeadWriter.WriteRequest(head)));
                ServerHandshake.Check(head);
            });
        HeadParser.ParseResponse(bytes).IfRight(head => IsReadAgain(head, HeadParser.ParseResponse(HeadWriter.WriteResponse(head))));
    }

    /// <summary>
    /// The payload of a compressed message: no exception, and the same bytes and the same verdict as a decoder that reads bit by bit,
    /// whatever the sizes of input and output.
    /// </summary>
    public static void Inflate(byte[] input)
    {
        if (input.Length < 3) return;
        var bits = 8 + (input[0] & 7);
        var context = InflateContext.Create(bits, contextTakeover: (input[0] & 8) != 0) with
        {
            Window = (input[0] & 16) != 0 ? Window.Of(Earlier[^Math.Min(Earlier.Length, 1 << bits)..]) : Window.Of([]),
        };
        var payload = input[3..Math.Min(input.Length, 3 + MostDeflated)];
        var decoded = DeflateDecoder.ReadMessage(payload, bits, context.Window.Span);
        foreach (var sizes in new[] { [1 + (input[1] & 63), 1 + input[2]], new[] { 100_000, 100_000 } })
        {
            var inflating = Inflating.Of(context, payload, sizes);
            Assert.Equal(decoded.IsWhole, inflating.Next is not null);
            Assert.Equal(decoded.Plain, inflating.Plain);
        }
    }

    /// <summary>
    /// A snapshot with the right checksum: no exception, and a state that was read is written and read again as it was. It takes any input.
    /// </summary>
    public static void ReadSnapshot(byte[] input)
    {
        Assert.True(Snapshot.Read(input).IsLeft || input.Length > Forgery.ChecksumBytes);
        if (input.Length <= Forgery.ChecksumBytes) return;
        Snapshot
            .Read(Forgery.Sealed([.. input]))
            .IfRight(state =>
            {
                IsReadAgain(state, Snapshot.Read(Snapshot.Write(state)));
                Input[] inputs = [new Input.Continue(), new Input.Received((byte[])[0x81, 0x00, 0x0D, 0x0A]), new Input.EndOfStream()];
                foreach (var next in inputs) state = Protocol.Step(state, next).Next;
            });
    }

    /// <summary>The seeds that the code itself makes. The others are files.</summary>
    internal static IEnumerable<byte[]> SeedsOf(string target) =>
        target == nameof(ReadSnapshot)
            ? Phases.All.Select(state => Snapshot.Write(state).ToArray()).Where(bytes => bytes.Length < MostSnapshot)
            : [];

    private static byte[] Bytes(byte[] input) => input[3..Math.Min(input.Length, 3 + MostBytes)];

    private static void IsReadAgain<TError, T>(T written, Either<TError, T> read) =>
        Assert.Equal(written, read.IfLeft(error => throw new InvalidOperationException($"not read again: {error}")));

    private static void HoldsInBothForms(Conversation conversation)
    {
        var whole = StepRun.Of(conversation.Start, conversation.Inputs());
        Assert.Equal(whole, StepRun.Of(conversation.Start, conversation.CutInputs()));
        Assert.Equal(whole, KernelRun.Of(conversation.Start, conversation.CutInputs(), conversation.Lent));
    }

    /// <summary>An echo on the core gets the bytes, and the laboratory's model judges what it answers.</summary>
    private static void Judge(Role role, ConnectionOptions options, DeflateParameters? parameters, Conversation conversation)
    {
        var agreed = parameters is null
            ? null
            : new AgreedDeflate(
                parameters.ServerNoContextTakeover,
                parameters.ServerMaxWindowBits,
                parameters.ClientNoContextTakeover,
                parameters.ClientMaxWindowBits
            );
        var peer = CorePeer.Target(role, options with { Delivery = Delivery.Whole }).Open(agreed).Peer;
        var model = PeerModel.Start(role, PeerProfile.Echo, agreed);
        foreach (var piece in conversation.CutInputs().OfType<Input.Received>().Select(received => received.Bytes))
        {
            if (piece.Length == 0) continue;
            model = model.AfterSent(piece.Memory);
            model = model.AfterReceived(peer.Receive(piece, TimeSpan.Zero).Memory);
            if (!peer.HasEnded) continue;
            model = model.AfterTransportEnd(mayHaveLostBytes: false);
            break;
        }

        Assert.Empty(model.AfterWait(Patience).Findings);
    }
}
