using System.Globalization;
using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>docs/cases.md matches the catalogue. PUREWS_RENEW=1 rewrites it.</summary>
public sealed class CasesDocumentTests
{
    [Fact]
    public void The_document_lists_the_families_of_our_own() => KeptDocument.Compare("docs/cases.md", "<!-- the cases -->", Tables());

    private static string Tables()
    {
        var text = new StringBuilder();
        foreach (var family in Catalogue.All.Filter(found => !found.IsAutobahn).GroupBy(found => found.Id.Family))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n## {family.Key}: {Catalogue.FamilyName(family.Key)}, {family.Count()} cases\n\n| id | tests | what is done | what "
                    + $"is expected | rule | decided by |\n|---|---|---|---|---|---|\n"
            );
            foreach (var found in family)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {found.Id} | {Tests(found)} | {Cell(found.Description)} | {Cell(Expected(found))} | {found.Rule} | "
                        + $"{Cell(found.DecidedBy.IfNone("–"))} |\n"
                );
        }

        return text.ToString();
    }

    private static string Tests(Case found) =>
        found.Tester.Match(Some: tester => tester == Role.Client ? "servers" : "clients", None: () => "both");

    private static string Expected(Case found) =>
        (found.OnlyInforms ? "Always INFORMATIONAL. " : "") + found.Expected
        + string.Concat(found.Alternatives.Map(other => $" {VerdictText.Of(other.Verdict)}: {other.Why}").Distinct())
        + found
            .Opening.Rejection.Filter(refusal => refusal.IfOpened != Verdict.Failed)
            .Map(refusal => $" {VerdictText.Of(refusal.IfOpened)}: it opens the connection.")
            .IfNone("")
        + found
            .Opening.Rejection.Filter(refusal => refusal.IfSilent != Verdict.Failed)
            .Map(refusal => $" {VerdictText.Of(refusal.IfSilent)}: it does not answer.")
            .IfNone("")
        + found
            .Opening.IfRejected.Map(refusal =>
                $" {VerdictText.Of(refusal.Verdict)}: it rejects the request with a 4xx status. {refusal.Why}"
            )
            .IfNone("")
        + (found.Opening.HasInvalidOffer ? " NON-STRICT: it rejects the whole connection." : "");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
