using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>The generated conversations contain every kind of event. The laws would prove nothing about events that never occur.</summary>
public sealed partial class Reached
{
    private static readonly SortedSet<string> Inputs = new(StringComparer.Ordinal);
    private static readonly SortedSet<string> Outputs = new(StringComparer.Ordinal);
    private static readonly SortedSet<string> Effects = new(StringComparer.Ordinal);
    private static readonly SortedSet<(Role Role, string Phase)> Ends = [];
    private static readonly SortedSet<(bool Running, TimerKind Timer)> Timers = [];
    private static readonly SortedSet<string> Sentences = new(StringComparer.Ordinal);

    static Reached()
    {
        // A fixed seed, so that rare events do not vary.
        var conversations = Conversations.Plain.Sample(1000, new Rnd(2024), 50)
            .Concat(CompressedConversations.Any.Sample(1000, new Rnd(2024), 50))
            .Concat(Opening.Any.Sample(1000, new Rnd(2024), 50).Select(opening => opening.Conversation))
            .Concat(Breach.Any.Sample(1000, new Rnd(2024), 50).Select(breach => breach.Conversation))
            .Concat(LimitEdge.Any.Sample(100, new Rnd(2024), 50).Select(edge => edge.Conversation));
        foreach (var conversation in conversations) Note(conversation);
    }

    /// <summary>The rules that can be broken, by the members that report them.</summary>
    public static TheoryData<string> Errors { get; } = new(Members().Select(member => $"{member.DeclaringType!.Name}.{member.Name}"));

    [Fact]
    public void Every_kind_of_input_is_given() => Assert.Equal(CasesOf(typeof(Input)), Inputs.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_kind_of_output_is_written() => Assert.Equal(CasesOf(typeof(Output)), Outputs.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_kind_of_effect_is_told() => Assert.Equal(CasesOf(typeof(Effect)), Effects.Order(StringComparer.Ordinal));

    [Fact]
    public void Conversations_end_in_every_phase_that_a_role_can_be_in() =>
        Assert.Equal(
            [
                (Role.Client, nameof(Phase.AwaitingResponse)),
                (Role.Client, nameof(Phase.Closed)),
                (Role.Client, nameof(Phase.Closing)),
                (Role.Client, nameof(Phase.Open)),
                (Role.Client, nameof(Phase.ReadingRefusal)),
                (Role.Server, nameof(Phase.AwaitingAnswer)),
                (Role.Server, nameof(Phase.AwaitingRequest)),
                (Role.Server, nameof(Phase.Closed)),
                (Role.Server, nameof(Phase.Closing)),
                (Role.Server, nameof(Phase.Open)),
            ],
            Ends.OrderBy(end => $"{end.Role}").ThenBy(end => end.Phase, StringComparer.Ordinal));

    [Fact]
    public void Every_timer_runs_out_and_every_timer_elapses_that_does_not_run() =>
        Assert.Equal(
            new[] { false, true }.SelectMany(running =>
                Enum.GetValues<TimerKind>().Where(timer => !running || timer != TimerKind.None).Select(timer => (running, timer))
            ),
            Timers.Order()
        );

    [Theory]
    [MemberData(nameof(Errors))]
    public void Every_rule_is_broken_somewhere(string error)
    {
        var start = SentenceOf(Members().Single(member => $"{member.DeclaringType!.Name}.{member.Name}" == error));
        Assert.True(Sentences.Any(sentence => sentence.StartsWith(start, StringComparison.Ordinal)), $"no conversation reports: {start} …");
    }

    private static void Note(Conversation conversation)
    {
        var state = conversation.Start;
        foreach (var (before, input, (next, outputs, effects, _)) in StepRun.Steps(state, conversation.Inputs()))
        {
            Inputs.Add(input.GetType().Name);
            if (input is Input.Elapsed(var timer)) Timers.Add((timer != TimerKind.None && before.Timer == timer, timer));
            foreach (var output in outputs) Outputs.Add(output.GetType().Name);
            foreach (var effect in effects) Note(effect);
            state = next;
        }

        Ends.Add((conversation.Role, state.Phase.GetType().Name));
        if (conversation.StartsOpen) Observe(conversation);
    }

    /// <summary>An observer reads on after a close frame, and reports what a connection ignores.</summary>
    private static void Observe(Conversation conversation)
    {
        var run = ObservedRun.Opened(conversation.Agreement);
        var bytes = conversation.Moments.SelectMany(moment => moment.FromPeer ?? []).ToArray();
        run.Receive(conversation.Role == Role.Server ? Role.Client : Role.Server, bytes);
        foreach (var broken in run.Events.OfType<Observed.RuleBroken>()) Sentences.Add(Shape($"{broken.Error.Rule} {broken.Error.Seen}"));
    }

    private static void Note(Effect effect)
    {
        Effects.Add(effect.GetType().Name);
        switch (effect)
        {
            case Effect.CloseTransport(var closure):
                closure.Error.IfSome(error => Sentences.Add(Shape($"{error.Rule} {error.Seen}")));
                break;
            case Effect.Misused(var refusal):
                Sentences.Add(Shape($"{refusal.Rule} {refusal.Why}"));
                break;
        }
    }

    private static IEnumerable<string> CasesOf(Type union) =>
        union.GetNestedTypes().Select(type => type.Name).Order(StringComparer.Ordinal);

    /// <summary>The members that create errors.</summary>
    private static IEnumerable<MethodInfo> Members() =>
        from type in typeof(Protocol).Assembly.GetTypes()
        where type.Name.EndsWith("Errors", StringComparison.Ordinal)
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public)
        where
            method.ReturnType == typeof(ProtocolError)
            || method.ReturnType == typeof(HandshakeError)
            || method.ReturnType == typeof(Misuse)
        orderby type.Name, method.Name
        select method;

    /// <summary>The start of a sentence, up to the first inserted text.</summary>
    private static string SentenceOf(MethodInfo member)
    {
        const string Foreign = "\u0001";
        var arguments = member.GetParameters().Select(parameter => parameter.ParameterType == typeof(string) ? Foreign
            : parameter.ParameterType == typeof(TimeSpan) ? TimeSpan.FromSeconds(5)
            : parameter.ParameterType.IsEnum ? Enum.ToObject(parameter.ParameterType, 2)
            : Convert.ChangeType(7, parameter.ParameterType, CultureInfo.InvariantCulture));
        var sentence = member.Invoke(obj: null, [.. arguments]) switch
        {
            ProtocolError error => $"{error.Rule} {error.Seen}",
            HandshakeError error => $"{error.Rule} {error.Seen}",
            Misuse refusal => $"{refusal.Rule} {refusal.Why}",
            _ => throw new InvalidOperationException(member.Name),
        };
        return Shape(sentence.Split(Foreign)[0]);
    }

    /// <summary>A sentence without its numbers and names.</summary>
    private static string Shape(string sentence) => Varying().Replace(sentence, "…");

    [GeneratedRegex("-?[0-9]+(\\.[0-9]+)?|\\b(Text|Binary|Continuation|Close|Ping|Pong)\\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Varying();
}
