using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Sends one message to a server before a run, to find out whether the profile describes the server.</summary>
internal static class ProfileProbes
{
    private const string NotEcho = "the server does not send messages back";

    /// <summary>
    /// Returns the profile, or the profile without its answers if the server does not answer as the profile says. In this case, prints a
    /// warning with what the server did instead.
    /// </summary>
    /// <param name="profile">The profile.</param>
    /// <param name="runner">The runner, whose server can be reached.</param>
    /// <param name="first">The result of <see cref="TcpRunner.ProbeAsync(CancellationToken)"/>.</param>
    /// <param name="stop">The token that stops the run.</param>
    public static async Task<PeerProfile> FittedAsync(
        PeerProfile profile,
        TcpRunner runner,
        CaseResult first,
        CancellationToken stop
    )
    {
        var echoed = first.Observation.Events.Exists(at => at is PeerEvent.Message);
        if (!first.Observation.WasOpen || (profile.IsEcho && echoed)) return profile;
        if (ProfileProbe.Of(profile).Case is not Case probe) return profile;
        using var waiting = new WaitingLine();
        var result = await runner.RunPatientlyAsync(
            probe,
            (what, most) => waiting.Begin($"{what} from {runner.Url}{WaitingLine.AtMost(most)}"),
            stop
        );
        var seen = result.Observation;
        if (!seen.WasOpen || !ProfileProbe.IsMisfit(profile, seen.Events, seen.WasClean)) return profile;
        var why = profile.IsEcho ? NotEcho : $"the server does not answer as the profile {profile} says";
        UsageError.Report(
            PrintableText.OneLine(
                $"warning: {why}. {result.Judgement.Result} Answers are not compared in this run."
                    + (profile.IsEcho ? " For a server that does not echo, use --profile silent or --profile FILE." : "")
            )
        );
        return profile.WithoutAnswers(why);
    }

    /// <summary>Prints a warning if a server that must be an echo server did not send a first message back.</summary>
    /// <param name="first">The result of <see cref="TcpRunner.ProbeAsync(CancellationToken)"/>.</param>
    public static void WarnUnlessEcho(CaseResult first)
    {
        var seen = first.Observation;
        if (!seen.WasOpen || seen.Events.Exists(at => at is PeerEvent.Message)) return;
        UsageError.Report(
            "warning: the server did not send a first message back. If it is not an echo server, the machine is correct, but its "
                + "differences from the RFCs are not failures of the server."
        );
    }

    /// <summary>
    /// Returns the exit code of a run. If no other problem was found but the profile does not fit, the exit code is that of a command
    /// that produced no result, because the run has tested less than it was asked to.
    /// </summary>
    public static int ExitCode(PeerProfile fitted, int code) =>
        code == 0 && fitted.Misfit.Case is string why
            ? UsageError.Report(PrintableText.OneLine($"{why}, so only a part of the run was possible."))
            : code;
}
