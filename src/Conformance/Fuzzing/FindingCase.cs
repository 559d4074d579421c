namespace Pure.WebSockets.Conformance;

/// <summary>Converts a generated conversation to a case that can be written to a case file.</summary>
internal static class FindingCase
{
    private const string Family = "F";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Returns the offer and the policies with which the tester tries to negotiate the given parameters, or None if the parameters are
    /// null.
    /// </summary>
    public static Option<Compression> CompressionFor(AgreedDeflate? wanted) => wanted is null
        ? Option<Compression>.None
        : new Compression(
            Seq.create(wanted.ToElement()),
            Seq.create(
                new AcceptPolicy(wanted.ClientNoContextTakeover, wanted.ClientMaxWindowBits),
                new AcceptPolicy(wanted.ClientNoContextTakeover, Option<int>.None),
                AcceptPolicy.Any
            )
        );

    /// <summary>
    /// Returns a case in which the tester sends the frames of the conversation and the model determines the verdict. If the conversation
    /// tests the opening handshake, returns the case that combines the cases in <see cref="FuzzScript.Openings"/>.
    /// </summary>
    /// <param name="script">The conversation.</param>
    /// <param name="finding">The finding of the conversation.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="number">The number of the conversation.</param>
    /// <param name="keepsKeys">
    /// Whether the case contains the masking keys of the conversation. If the value is false, the tester chooses the keys.
    /// </param>
    public static Case Of(FuzzScript script, ModelFinding finding, ulong seed, long number, bool keepsKeys)
    {
        var id = new CaseId(FormattableString.Invariant($"{Family}.{seed}.{number}"));
        var found = FormattableString.Invariant($"Found by purews fuzz, seed {seed}, conversation {number}: {finding.Text.TrimEnd('.')}.");
        if (!script.Openings.IsEmpty)
        {
            var opening = GeneratedOpenings.Joined(script.Openings);
            return opening with
            {
                Id = id,
                Description = $"{found} {string.Join(" ", script.Openings.Select(part => part.Description).Distinct())}",
                Tester = script.Tester,
            };
        }

        return new Case
        {
            Id = id,
            Description = found,
            Expected = "The peer does everything that it owes for the sent bytes, and nothing that it must not do.",
            Rule = finding.Rule,
            Tester = script.Tester,
            Compression = CompressionFor(script.Deflate),
            Script = Seq.create<TesterAction>([.. Actions(script, keepsKeys)]),
            Expectation = new Expectation.Owed(),
        };
    }

    /// <summary>Returns a result for a case that was not run. The verdict is that of the finding.</summary>
    /// <param name="unrun">The case.</param>
    /// <param name="tester">The role of the tester.</param>
    /// <param name="finding">The finding.</param>
    /// <param name="why">The reason why the case was not run.</param>
    public static CaseResult Unrun(Case unrun, Role tester, ModelFinding finding, string why)
    {
        var entry = new TranscriptEntry.NotOpened(why, TimedOut: false, Request: "", Response: "") { IsUnreached = true };
        var verdict = finding.Demand == Demand.Must ? Verdict.Failed : Verdict.NonStrict;
        return new CaseResult(
            unrun,
            new Judgement(verdict, Verdict.Ok, $"{finding}. The case was not run: {why}.", "The case was not run."),
            Observation.Start(unrun, tester).After(entry),
            [new TimedTranscriptEntry(TimeSpan.Zero, entry)],
            DateTimeOffset.UtcNow,
            TimeSpan.Zero
        );
    }

    /// <summary>Returns the id of the case of a finding among the findings of several peers and runs.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="number">The number of the conversation.</param>
    /// <param name="mark">The mark of the peer.</param>
    /// <param name="ordinal">The number of the finding among those with the same seed, number and mark, starting at 1.</param>
    public static CaseId IdOf(ulong seed, long number, string mark, int ordinal) =>
        new(
            FormattableString.Invariant($"{Family}.{seed}.{number}.{mark}")
                + (ordinal == 1 ? "" : FormattableString.Invariant($".{ordinal}"))
        );

    /// <summary>Returns the id of the case of a conversation that can have ended the peer.</summary>
    public static CaseId IdOfSuspect(ulong seed, long number, string mark, int ordinal) =>
        new($"{IdOf(seed, number, mark, ordinal)}.suspect");

    private static IEnumerable<TesterAction> Actions(FuzzScript script, bool keepsKeys)
    {
        var held = new List<FuzzStep.Send>();
        foreach (var step in script.Steps)
        {
            if (step is FuzzStep.Send send)
            {
                held.Add(send);
                if (send.JoinsNext) continue;
            }

            if (held.Count > 0) yield return Together(script, held, keepsKeys);
            held.Clear();
            switch (step)
            {
                case FuzzStep.Settle:
                    yield return new TesterAction.Settle(Patience);
                    break;
                case FuzzStep.Pause pause:
                    yield return new TesterAction.Settle(Patience);
                    yield return new TesterAction.Wait(pause.Time, Option<string>.None);
                    break;
                case FuzzStep.EndOutput:
                    yield return new TesterAction.EndOutput();
                    break;
            }
        }

        if (held.Count > 0) yield return Together(script, held, keepsKeys);
    }

    /// <summary>Returns the step that sends the given frames with the same division into writes as in the conversation.</summary>
    private static TesterAction Together(FuzzScript script, List<FuzzStep.Send> sends, bool keepsKeys)
    {
        var frames = sends.ConvertAll(send => keepsKeys ? send.Frame with { Key = new MaskKey(send.Key) } : send.Frame);
        if (sends is [{ Only.IsNone: true, Cuts.IsEmpty: true }]) return new TesterAction.Send(frames[0]);
        var (cuts, start) = (new List<int>(), 0);
        foreach (var send in sends)
        {
            var (size, last) = (script.Encode(send).Length, 0);
            foreach (var cut in send.Cuts.Where(cut => cut > last && cut < size)) cuts.Add(start + (last = cut));
            start += size;
        }

        return new TesterAction.SendTogether(
            Seq.create<RawFrame>([.. frames]),
            Only: sends.Exists(send => send.Only.IsSome) ? start : 0
        )
        {
            Cuts = Seq.create<int>([.. cuts]),
            Pause = cuts.Count > 0 ? sends.Max(send => send.PauseAtCuts) : TimeSpan.Zero,
        };
    }
}
