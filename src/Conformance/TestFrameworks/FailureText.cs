using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>Creates the error message for a failed case.</summary>
internal static class FailureText
{
    public static string Of(CaseResult result, Option<Exception> thrown)
    {
        var (judged, judgement) = (result.Case, result.Judgement);
        var text = new StringBuilder(
            $"Case {judged.Id}: {VerdictText.Of(judgement.Behavior)}, closing handshake {VerdictText.Of(judgement.Close)}\n"
        );
        Line("sent", judged.Description);
        Line("expected", judged.Expected);
        Line("came", judgement.Sentence);
        Line("rule", judged.Rule);
        thrown.IfSome(error => Line("thrown", $"{error.GetType().Name}: {error.Message}"));
        foreach (var frame in ConversationText.Lines(result.Transcript, result.Case.IsAboutHeads))
            text.Append("  ").Append(frame).Append('\n');
        return text.ToString().TrimEnd('\n');

        void Line(string name, string content) => text.Append($"  {name,-9} {PrintableText.OneLine(content)}\n");
    }
}
