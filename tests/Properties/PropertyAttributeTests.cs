using System.Reflection;
using FsCheck;
using Microsoft.FSharp.Core;

namespace Pure.WebSockets.Properties;

public sealed class PropertyAttributeTests
{
    /// <summary>One that does not fail at the first case.</summary>
    private const string Seed = "(20,11)";

    [Fact]
    public void A_law_that_fails_prints_its_seed_and_the_case_as_generated_and_as_shrunk()
    {
        var told = Run(new PropertyAttribute { Replay = Seed }, nameof(NobodySendsLongText));
        Assert.Contains("Replay directly at failing step with (", told, StringComparison.Ordinal);
        Assert.Contains("Original:", told, StringComparison.Ordinal);
        var shrunk = Shrunk(told);
        Assert.Equal(1, shrunk.Split("peer: Text").Length - 1);
        Assert.DoesNotContain("ours:", shrunk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_is_shrunk_to_the_shortest_conversation_that_shows_it()
    {
        // A core that loses what it holds of a message when a ping comes: the mistake of three well-known libraries.
        var told = Run(new PropertyAttribute { Replay = Seed, MaxTest = 20_000 }, nameof(APingTouchesNoMessage));
        var moments = Shrunk(told).Split('\n').Where(line => line.Contains("peer: ", StringComparison.Ordinal) || line.Contains("ours: ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[1]);
        Assert.Equal(["fin0", "Ping"], moments.Select((moment, at) => at == 0 ? "fin0" : moment));
        Assert.Contains(" fin0 ", Shrunk(told), StringComparison.Ordinal);
    }

    [Fact]
    public void A_seed_replays_the_case_that_failed()
    {
        var told = Run(new PropertyAttribute { Replay = Seed }, nameof(NobodySendsLongText));
        var start = told.IndexOf("failing step with (", StringComparison.Ordinal) + "failing step with ".Length;
        var again = Run(new PropertyAttribute { Replay = told[start..(told.IndexOf(')', start) + 1)] }, nameof(NobodySendsLongText));
        Assert.Contains("Falsifiable, after 1 test", again, StringComparison.Ordinal);
        Assert.Equal(Shrunk(told), Shrunk(again));
    }

    [Fact]
    public void As_many_cases_are_tried_as_asked_for()
    {
        Counted.Value = 0;
        Run(new PropertyAttribute { MaxTest = 17 }, nameof(Count));
        Assert.Equal(17, Counted.Value);
    }

    [Fact]
    public void A_law_may_return_a_bool() => Assert.Contains("Falsifiable", Run(new PropertyAttribute(), nameof(IsSmall)), StringComparison.Ordinal);

    private static AsyncLocal<int> Counted { get; } = new();

    private static void NobodySendsLongText(Conversation conversation) =>
        Assert.DoesNotContain(conversation.Moments, moment => moment is Moment.PeerFrame { Frame: { Opcode: (int)Opcode.Text, Payload.Length: > 40 } });

    private static void APingTouchesNoMessage(Conversation conversation)
    {
        var state = conversation.Start;
        foreach (var input in conversation.Inputs())
        {
            var (next, _, effects, _) = Protocol.Run(state, input, static _ => Seq<Input>.Empty);
            var faulty = effects.Exists(effect => effect is Effect.PingReceived) ? next with { Receiving = default } : next;
            Assert.Equal(next, faulty);
            state = next;
        }
    }

    private static void Count(int number) => Counted.Value += number == 0 ? 1 : number / number;

    private static bool IsSmall(int number) => number < 10;

    private static string Shrunk(string told)
    {
        var from = told.IndexOf("Shrunk:", StringComparison.Ordinal);
        return told[from..told.IndexOf("with exception:", from, StringComparison.Ordinal)];
    }

    private static string Run(PropertyAttribute attribute, string law) =>
        Record.Exception(() => Check.Method(
            attribute.ToConfig(new PropertyRunner(output: null)), typeof(PropertyAttributeTests).GetMethod(law, BindingFlags.Static | BindingFlags.NonPublic)!, FSharpOption<object>.None))?.GetBaseException().Message ?? "";
}
