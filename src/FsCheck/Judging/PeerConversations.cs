using FsCheck;
using FsCheck.Fluent;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// Generates the conversations of a tester with the generator of Pure.WebSockets.Conformance, and shrinks these conversations.
/// </summary>
internal static class PeerConversations
{
    private const ulong Seed = 0x46734368;

    // If a conversation has at most this number of steps, shrinking tries to remove every sequence of consecutive steps.
    private const int ShortConversation = 16;

    private const int ShortPayload = 8;

    // From a payload of n bytes, shrinking tries to remove parts of at least n / MostParts bytes.
    private const int MostParts = 32;

    public static Arbitrary<PeerConversation> Arbitrary(Role tester, ConformanceOptions options) => Arb.From(Of(tester, options), Shrink);

    public static Gen<PeerConversation> Of(Role tester, ConformanceOptions options)
    {
        var limits = new GeneratorOptions(
            options.StartsOpen ? options.Agreed is not null : options.Compresses,
            Pauses: false,
            LargestPayload: options.LargestMessage
        )
        {
            // The cases that test the opening handshake require the peer to send a message back.
            OpeningPercent = options.StartsOpen || !options.Echoes ? 0 : GeneratorOptions.Default.OpeningPercent,
            Agreements =
                !options.StartsOpen ? GeneratorOptions.Default.Agreements
                : options.Agreed is { } agreed ? [AgreementOf(agreed)]
                : [],
        };
        return Gen.Choose(0, int.MaxValue - 1)
            .Select(number => new PeerConversation(ConversationGenerator.Generate(Seed, number, tester, limits)));
    }

    /// <summary>Converts the parameters to the type that Pure.WebSockets.Conformance uses.</summary>
    public static AgreedDeflate AgreementOf(DeflateParameters agreed) =>
        new(agreed.ServerNoContextTakeover, agreed.ServerMaxWindowBits, agreed.ClientNoContextTakeover, agreed.ClientMaxWindowBits);

    /// <summary>Returns shorter and simpler versions of the conversation, for shrinking.</summary>
    public static IEnumerable<PeerConversation> Shrink(PeerConversation conversation) =>
        Smaller(conversation.Script).Select(script => new PeerConversation(script));

    private static IEnumerable<FuzzScript> Smaller(FuzzScript script)
    {
        for (var at = script.Openings.Length - 1; at >= 0 && script.Openings.Length > 1; at--)
            yield return script with { Openings = script.Openings.RemoveAt(at) };
        foreach (var shorter in Fewer(script)) yield return shorter;
        foreach (var joined in Joined(script)) yield return joined;
        if (script.Deflate is not null) yield return script with { Deflate = null };
        for (var at = 0; at < script.Steps.Length; at++)
        {
            if (script.Steps[at] is not FuzzStep.Send send) continue;
            foreach (var simplify in Conformance.Shrinking.Simplifications)
                if (simplify(send) is { } simpler)
                    yield return script with { Steps = script.Steps.SetItem(at, simpler) };
            foreach (var payload in Shorter(send.Frame.Payload.ToOctets().ToArray()))
                yield return script with
                {
                    Steps = script.Steps.SetItem(at, send with { Frame = send.Frame with { Payload = Payload.Of(payload) } }),
                };
        }
    }

    /// <summary>
    /// Returns shorter versions of the conversation. Each version lacks one sequence of consecutive steps. The first version lacks all
    /// steps. The next versions lack one half of the steps, then one quarter, and so on down to single steps. For a short conversation, the
    /// last versions lack the other sequences of consecutive steps.
    /// </summary>
    private static IEnumerable<FuzzScript> Fewer(FuzzScript script)
    {
        var steps = script.Steps;
        for (var size = steps.Length; size > 0; size /= 2)
            for (var at = 0; at < steps.Length; at += size)
                yield return script with { Steps = steps.RemoveRange(at, Math.Min(size, steps.Length - at)) };
        if (steps.Length > ShortConversation) yield break;
        for (var size = steps.Length - 1; size > 1; size--)
            for (var at = 0; at + size <= steps.Length; at++)
                yield return script with { Steps = steps.RemoveRange(at, size) };
    }

    /// <summary>Returns conversations in which two consecutive fragments of a message are joined.</summary>
    private static IEnumerable<FuzzScript> Joined(FuzzScript script)
    {
        for (var at = 0; at < script.Steps.Length; at++)
        {
            if (script.Steps[at] is not FuzzStep.Send { Frame: { Final: false, Opcode: <= 2 } first } send) continue;
            var next = at + 1;
            while (next < script.Steps.Length && script.Steps[next] is not FuzzStep.Send { Frame.Opcode: 0 }) next++;
            if (next == script.Steps.Length) continue;
            var second = ((FuzzStep.Send)script.Steps[next]).Frame;
            byte[] octets = [.. first.Payload.ToOctets().Memory.Span, .. second.Payload.ToOctets().Memory.Span];
            var whole = send with { Frame = first with { Payload = Payload.Of(octets), Final = second.Final }, Cuts = [] };
            yield return script with { Steps = script.Steps.SetItem(at, whole).RemoveAt(next) };
        }
    }

    /// <summary>
    /// Returns shorter versions of the payload. Each version lacks one sequence of consecutive bytes. The first version lacks all bytes.
    /// The next versions lack one half of the bytes, then one quarter, and so on. For a short payload, the last versions lack the other
    /// sequences of consecutive bytes.
    /// </summary>
    private static IEnumerable<byte[]> Shorter(byte[] payload)
    {
        for (var size = payload.Length; size > 0 && size >= payload.Length / MostParts; size /= 2)
            for (var start = 0; start < payload.Length; start += size)
                yield return [.. payload[..start], .. payload[Math.Min(payload.Length, start + size)..]];
        if (payload.Length > ShortPayload) yield break;
        for (var size = payload.Length - 1; size > 0; size--)
            for (var start = 0; start + size <= payload.Length; start++)
                yield return [.. payload[..start], .. payload[(start + size)..]];
    }
}
