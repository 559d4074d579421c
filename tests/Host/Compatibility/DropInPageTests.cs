using System.Text;
using Pure.WebSockets.Conformance.Tests;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// The table of docs/drop-in.md is the behavior of this implementation, and of .NET's where that differs. PUREWS_RENEW=1 rewrites it.
/// </summary>
public sealed class DropInPageTests
{
    [Fact]
    public async Task The_table_of_states_and_calls_is_true()
    {
        var table = new StringBuilder();
        foreach (var (state, reach) in StatesAndCalls.States)
        {
            table.Append($"\n### {state}\n\n| call | ours | the framework's, where it differs |\n|---|---|---|\n");
            foreach (var (call, make) in StatesAndCalls.Calls)
            {
                var ours = await StatesAndCalls.OutcomeAsync(Implementation.Ours, reach, make);
                var frameworks = await StatesAndCalls.OutcomeAsync(Implementation.Frameworks, reach, make);
                table.Append($"| {call} | {ours} | {(ours == frameworks ? "" : frameworks)} |\n");
            }
        }

        KeptDocument.Compare("docs/drop-in.md", "<!-- states and calls -->", table.ToString());
    }
}
