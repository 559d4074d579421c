namespace Pure.WebSockets.Conformance;

/// <summary>Writes the description of a case, its expected and observed events, its rule, and the reasons for the verdicts.</summary>
internal static class CaseFacts
{
    private const int ShownEvents = 12;

    public static string Write(CaseResult result, Option<string> again)
    {
        var (running, seen, judgement) = (result.Case, result.Observation, result.Judgement);
        return "<section id=facts><h2 class=hear>What happened</h2><dl>"
            + $"<dt>Sent<dd>{Html.Text(running.Description)}<dt>Expected<dd>{Html.Text(running.Expected)}"
            + $"<dt>Rule<dd>{RuleLink.Of(running.Rule)}{Rules(running)}"
            + running.DecidedBy.Map(sentence => $"<dt>Decided by<dd id=decided>{Html.Text(sentence)}").IfNone("")
            + $"<dt>Seen<dd id=result>{Html.Text(judgement.Result)}<dt>Close<dd id=result-close>{Html.Text(judgement.CloseResult)}"
            + result.Repeated.Map(first => $"<dt>First result<dd id=repeated>{Html.Text(first)}").IfNone("")
            + $"<dt>Expected events<dd id=expected>{Expected(running.Expectation)}{string.Concat(running.Alternatives.Map(Otherwise))}"
            + $"<dt>Observed events<dd id=observed>{Observed(running.Expectation, seen)}"
            + $"<dt>Expected close<dd>"
                + $"{Html.Text(running.Opening.Rejection.IsSome ? "the connection never opens" : CloseDue(running.Close))}"
            + again.Map(command => $"<dt>Run again<dd><code id=again>{Html.Text(command)}</code>{NoteOf(command)}").IfNone("")
            + "</dl></section>\n";
    }

    private static string NoteOf(string command) =>
        command.Contains(SecretText.Mask, StringComparison.Ordinal) ? $" <small>{SecretText.Note}</small>" : "";

    /// <summary>
    /// The rules of docs/rules.md that the case is about. The sections are not links, because a report can have thousands of pages.
    /// </summary>
    private static string Rules(Case running)
    {
        var rules = RfcRules
            .Of(running.Id)
            .Select(rule => $"<li>RFC {rule.Rfc} §{rule.Section}#{rule.Number}: {Html.Text(RuleText.Sentence(rule))}")
            .ToArray();
        return rules.Length == 0
            ? ""
            : $"<details id=rules><summary>{CountText.Of(rules.Length, "rule")}</summary><ul>{string.Concat(rules)}</ul></details>";
    }

    private static string Expected(Expectation expectation) =>
        expectation switch
        {
            Expectation.Events events => events.NonStrict.Match(
                Some: allowed => $"{List(events.Ok)}<small>or, non-strict:</small> {List(allowed)}",
                None: () => List(events.Ok)
            ),
            Expectation.FirstMessage first => $"one {Kind(first.Kind)} message of {FrameWords.Length(first.Length)}",
            Expectation.Exchange exchange =>
                $"{CountText.Of(exchange.Count, $"{Kind(exchange.Kind)} message")} of {FrameWords.Length(exchange.Payload.Length)}, "
                    + "one after the other",
            Expectation.CompressedExchange exchange =>
                $"{CountText.Of(exchange.Count, "message")} of "
                    + $"{CountText.Of(exchange.Length, exchange.Body.Kind == MessageKind.Text ? "code point" : "byte")} "
                    + $"from {Html.Text(exchange.Body.Name)}, one after the other",
            _ => "",
        };

    private static string Otherwise(Alternative other) =>
        $"<small>or, {VerdictText.Of(other.Verdict).ToLowerInvariant()}:</small> "
            + $"{(other.AcceptsAnyEvents ? "anything else" : List(other.Events))}";

    private static string Observed(Expectation expectation, Observation seen) =>
        expectation is Expectation.CompressedExchange
            ? $"{CountText.Of(seen.Incoming.Messages, "message")} of {CountText.Of(seen.Incoming.Application, "byte")} in all"
            : List(seen.Events);

    private static string List(Seq<PeerEvent> events) =>
        events.IsEmpty
            ? "nothing"
            : $"<ol>{string.Concat(events.Take(ShownEvents).Map(one => $"<li>{Html.Text(PrintedForm.Of(Seq.create(one)))}"))}</ol>"
                + $"{(events.Count > ShownEvents ? $"<p class=gap>… {events.Count - ShownEvents} events not shown …</p>" : "")}";

    private static string CloseDue(CloseExpectation close) =>
        $"{(close.ByMe ? "the tester" : "the peer")} begins, and the peer’s code is {string.Join(" or ", close.Codes)} or "
            + $"none{(close.MustBeClean ? ", and the closing handshake is clean" : "")}"
            + $"{(close.WrongSideIsFatal ? ". If the other side begins, the case fails" : "")}";

    private static string Kind(MessageKind kind) => kind == MessageKind.Text ? "text" : "binary";
}
