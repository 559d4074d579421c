namespace Pure.WebSockets.Properties;

/// <summary>The comparison of two implementations in one conversation.</summary>
/// <param name="Core">The core's account.</param>
/// <param name="Framework">The framework's account.</param>
/// <param name="Before">The core's account before the first known difference.</param>
/// <param name="Seen">The known difference, if the accounts differ.</param>
/// <param name="Holds">Whether they agree, or agree up to a known difference and differ there as described.</param>
internal sealed record Verdict(Account Core, Account Framework, Account? Before, Difference? Seen, bool Holds)
{
    public static Verdict On(Conversation conversation)
    {
        Difference? known = null;
        var run = CoreRun.Of(
            conversation,
            place => (known = Difference.All.FirstOrDefault(difference => difference.Applies(place))) is not null
        );
        var (core, framework) = (run.Account, FrameworkRun.Of(conversation));
        if (core.Agrees(framework))
            return new Verdict(core, framework, run.Before, Seen: null, Holds: true);
        if (known is null || run.Before is not { } before || !framework.StartsWith(before))
            return new Verdict(core, framework, run.Before, known, Holds: false);
        return new Verdict(
            core,
            framework,
            before,
            known,
            known.IsAsTold(new Disagreement(conversation, run.Special!, before, core.After(before), framework.After(before)))
        );
    }

    public override string ToString() =>
        $"\nour core{Core}\nthe framework{Framework}\nknown: {Seen?.Met ?? "no difference"}, behind{Before}";
}
