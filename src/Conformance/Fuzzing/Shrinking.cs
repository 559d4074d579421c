using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Shortens a conversation that leads to a finding. Each attempt runs a changed copy of the conversation. An attempt succeeds if the
/// changed conversation leads to a finding of the same kind, or to a finding with a stronger demand. The first attempts remove steps (delta
/// debugging). Further attempts join fragments, simplify frames, and shorten payloads.
/// </summary>
/// <param name="run">The function that runs a conversation and returns its finding.</param>
/// <param name="finding">The finding of the conversation to shorten.</param>
/// <param name="mostRuns">The maximum number of conversations.</param>
internal sealed class Shrinking(Func<FuzzScript, ModelFinding?> run, ModelFinding finding, int mostRuns)
{
    // If a conversation has at most this number of steps, the removal of every sequence of consecutive steps is tried.
    private const int ShortConversation = 16;

    // A payload of more than 2048 bytes is shortened only in parts of at least about 1/64 of its length. Attempts to remove every single
    // byte would require too many conversations.
    private const int LongPayload = 2048;
    private const int LongPayloadParts = 32;

    /// <summary>The finding of the shortest conversation.</summary>
    public ModelFinding Finding { get; private set; } = finding;

    /// <summary>
    /// The shortest conversation so far, or null if no conversation shorter than the given conversation has been found yet.
    /// </summary>
    public FuzzScript? Shortest { get; private set; }

    /// <summary>The number of conversations that were run. This number never exceeds the maximum.</summary>
    public int Runs { get; private set; }

    /// <summary>Returns the shortest conversation that was found.</summary>
    public FuzzScript Shrink(FuzzScript script)
    {
        while (Runs < mostRuns)
        {
            var shorter = Simpler(Joined(Fewer(FewerParts(script))));
            if (ReferenceEquals(shorter, script)) return script;
            script = shorter;
        }

        return script;
    }

    /// <summary>
    /// Returns whether a conversation leads to a finding of the same kind or to a finding with a stronger demand. A finding with a stronger
    /// demand is often the cause of the original finding. For example, a peer that rejects a valid message cannot react correctly to an
    /// invalid frame that follows the message.
    /// </summary>
    private bool Fails(FuzzScript script)
    {
        if (Runs >= mostRuns) return false;
        Runs++;
        if (run(script) is not { } found || (!found.IsLike(Finding) && found.Demand <= Finding.Demand)) return false;
        (Finding, Shortest) = (found, script);
        return true;
    }

    private FuzzScript FewerParts(FuzzScript script)
    {
        for (var at = script.Openings.Length - 1; at >= 0 && script.Openings.Length > 1; at--)
            Try(script with { Openings = script.Openings.RemoveAt(at) }, ref script);
        return script;
    }

    /// <summary>
    /// Removes steps that the finding does not need. First, the removal of each half of the steps is tried. After each round, the number of
    /// steps to remove is halved, until single steps are removed. In a short conversation, the removal of every sequence of consecutive
    /// steps is tried as well.
    /// </summary>
    private FuzzScript Fewer(FuzzScript script)
    {
        for (var size = Math.Max(1, script.Steps.Length / 2); ; size /= 2)
        {
            for (var at = 0; at < script.Steps.Length;)
            {
                var shorter = script with { Steps = script.Steps.RemoveRange(at, Math.Min(size, script.Steps.Length - at)) };
                if (Fails(shorter)) script = shorter;
                else at += size;
            }

            if (size == 1) break;
        }

        for (var size = script.Steps.Length <= ShortConversation ? script.Steps.Length - 1 : 0; size > 1; size--)
        {
            for (var at = 0; at + size <= script.Steps.Length; at++)
            {
                var shorter = script with { Steps = script.Steps.RemoveRange(at, size) };
                if (Fails(shorter)) (script, at) = (shorter, -1);
            }
        }

        return script;
    }

    /// <summary>
    /// Joins the fragments of a message. Joining is needed because a fragment cannot be removed if its message is compressed, or if a code
    /// point continues in the next fragment.
    /// </summary>
    private FuzzScript Joined(FuzzScript script)
    {
        for (var at = 0; at < script.Steps.Length; at++)
        {
            while (script.Steps[at] is FuzzStep.Send { Frame: { Final: false, Opcode: <= 2 } first } send)
            {
                var next = at + 1;
                while (next < script.Steps.Length && script.Steps[next] is not FuzzStep.Send { Frame.Opcode: 0 }) next++;
                if (next == script.Steps.Length) break;
                var second = ((FuzzStep.Send)script.Steps[next]).Frame;
                byte[] octets = [.. first.Payload.ToOctets().Memory.Span, .. second.Payload.ToOctets().Memory.Span];
                var whole = send with { Frame = first with { Payload = Payload.Of(octets), Final = second.Final }, Cuts = [] };
                if (!Try(script with { Steps = script.Steps.SetItem(at, whole).RemoveAt(next) }, ref script)) break;
            }
        }

        return script;
    }

    /// <summary>
    /// Disables compression if the finding still occurs without compression. Otherwise, simplifies the steps one after another.
    /// </summary>
    private FuzzScript Simpler(FuzzScript script)
    {
        if (script.Deflate is not null && Try(script with { Deflate = null }, ref script)) return script;
        for (var at = 0; at < script.Steps.Length; at++)
        {
            foreach (var simplify in Simplifications)
            {
                // Repeat the simplification as long as the finding still occurs. For example, the number of cuts can be halved several
                // times.
                while (
                    script.Steps[at] is FuzzStep.Send send
                    && simplify(send) is { } simpler
                    && Try(script with { Steps = script.Steps.SetItem(at, simpler) }, ref script)
                )
                {
                }
            }

            Shorten(ref script, at);
        }

        return script;
    }

    /// <summary>
    /// Removes parts of a payload that the finding does not need. First, the removal of each half of the payload is tried. After each
    /// round, the number of bytes to remove is halved, until single bytes are removed. For a long payload, the attempts end before the
    /// number of bytes to remove is 1.
    /// </summary>
    private void Shorten(ref FuzzScript script, int at)
    {
        if (script.Steps[at] is not FuzzStep.Send { Frame.Payload.Length: > 0 } first) return;
        for (var size = (first.Frame.Payload.Length + 1) / 2; ; size /= 2)
        {
            var length = ((FuzzStep.Send)script.Steps[at]).Frame.Payload.Length;
            for (var start = 0; script.Steps[at] is FuzzStep.Send send && start < send.Frame.Payload.Length;)
            {
                var octets = send.Frame.Payload.ToOctets().Memory.Span;
                byte[] left = [.. octets[..start], .. octets[Math.Min(octets.Length, start + size)..]];
                var shorter = send with { Frame = send.Frame with { Payload = Payload.Of(left) } };
                if (!Try(script with { Steps = script.Steps.SetItem(at, shorter) }, ref script)) start += size;
            }

            if (size <= 1 || (length > LongPayload && size < length / LongPayloadParts)) return;
        }
    }

    private bool Try(FuzzScript shorter, ref FuzzScript script)
    {
        if (!Fails(shorter)) return false;
        script = shorter;
        return true;
    }

    /// <summary>
    /// The changes that simplify a Send step or its frame. Each function returns null if the function would change nothing.
    /// </summary>
    internal static readonly ImmutableArray<Func<FuzzStep.Send, FuzzStep.Send?>> Simplifications =
    [
        send => send.JoinsNext ? send with { JoinsNext = false } : null,
        send => send.Cuts.IsEmpty ? null : send with { Cuts = [] },
        send => send.Cuts.Length < 2 ? null : send with { Cuts = send.Cuts[..(send.Cuts.Length / 2)] },
        send => send.Cuts.Length < 2 ? null : send with { Cuts = send.Cuts[(send.Cuts.Length / 2)..] },
        send => send.PauseAtCuts == TimeSpan.Zero ? null : send with { PauseAtCuts = TimeSpan.Zero },
        send => send.Only.IsNone ? null : send with { Only = Option<int>.None },
        send => send.Key == 0x01020304 ? null : send with { Key = 0x01020304 },
        send => send.Frame.Reserved == 0 ? null : send with { Frame = send.Frame with { Reserved = 0 } },
        send => send.Frame.Final ? null : send with { Frame = send.Frame with { Final = true } },
        send => send.Frame.LengthOctets.IsNone ? null : send with { Frame = send.Frame with { LengthOctets = Option<int>.None } },
        send => send.Frame.DeclaredLength.IsNone ? null : send with { Frame = send.Frame with { DeclaredLength = Option<ulong>.None } },
        send => send.Frame.MasksWrongly ? send with { Frame = send.Frame with { MasksWrongly = false } } : null,
        send => send.Frame.Payload.Length == 0 ? null : send with { Frame = send.Frame with { Payload = Payload.Empty } },
    ];
}
