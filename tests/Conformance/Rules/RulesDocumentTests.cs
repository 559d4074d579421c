namespace Pure.WebSockets.Conformance.Tests;

/// <summary>docs/rules.md matches the table of rules. PUREWS_RENEW=1 rewrites it.</summary>
public sealed class RulesDocumentTests
{
    [Fact]
    public void The_document_lists_the_rules() => KeptDocument.Compare("docs/rules.md", "<!-- the rules -->", RulesDocument.Write());
}
