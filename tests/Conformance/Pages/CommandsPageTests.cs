namespace Pure.WebSockets.Conformance.Tests;

/// <summary>docs/commands.md lists the commands of the tool. PUREWS_RENEW=1 rewrites the list.</summary>
public sealed class CommandsPageTests
{
    [Fact]
    public void The_page_lists_the_commands_and_their_options() =>
        KeptDocument.Compare("docs/commands.md", "<!-- the commands -->", CommandReference.Write());
}
