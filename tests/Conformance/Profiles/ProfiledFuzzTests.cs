namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The model of generated conversations with a server that does not echo.</summary>
public sealed class ProfiledFuzzTests
{
    private const int Conversations = 3000;

    [Theory]
    [InlineData(EchoPeer.Application.Ignores)]
    [InlineData(EchoPeer.Application.Refuses)]
    [InlineData(EchoPeer.Application.Drops)]
    [InlineData(EchoPeer.Application.Echoes)]
    public void A_sound_server_causes_no_false_alarm_whatever_its_application_does(EchoPeer.Application application) =>
        Assert.Empty(Findings(Fault.None, application, GeneratorOptions.Default, Conversations).Take(5));

    [Theory]
    [InlineData("json-rpc")]
    [InlineData("mqtt")]
    public void Requests_cause_no_false_alarm(string name) =>
        Assert.Empty(
            Findings(
                Fault.None,
                EchoPeer.Application.Ignores,
                GeneratorOptions.Default with { Protocol = Profiled.Example(name).Protocol.Case as ApplicationProtocol },
                Conversations
            ).Take(5)
        );

    [Theory]
    [InlineData(Fault.SendsNoPong)]
    [InlineData(Fault.TakesRsv2)]
    [InlineData(Fault.TakesAnyText)]
    [InlineData(Fault.AnswersNoClose)]
    [InlineData(Fault.TakesUnmasked)]
    public void A_fault_of_a_silent_server_is_found(Fault fault) =>
        Assert.NotEmpty(Findings(fault, EchoPeer.Application.Ignores, GeneratorOptions.Default, Conversations).Take(1));

    [Fact]
    public void Most_messages_of_a_conversation_with_a_protocol_are_its_requests()
    {
        var options = GeneratorOptions.Default with { Protocol = Profiled.Example("mqtt").Protocol.Case as ApplicationProtocol };
        var frames = Enumerable
            .Range(0, 300)
            .SelectMany(number => ConversationGenerator.Generate(1, number, Role.Client, options).Steps.OfType<FuzzStep.Send>())
            .Select(send => send.Frame)
            .Where(frame => frame is { Opcode: 2, Reserved: 0 } && frame.Payload.Length > 1)
            .ToArray();
        Assert.True(frames.Count(frame => frame.Payload.Pattern.Memory.Span[0] is 0x10 or 0x82 or 0x30) > frames.Length / 2);
    }

    [Fact]
    public void Without_a_protocol_the_conversations_are_the_same_as_before() =>
        Assert.Equal(
            ConversationGenerator.Generate(1, 5, Role.Client, GeneratorOptions.Default).ToString(),
            ConversationGenerator.Generate(1, 5, Role.Client, GeneratorOptions.Default with { Unique = "other" }).ToString()
        );

    private static IEnumerable<string> Findings(Fault fault, EchoPeer.Application application, GeneratorOptions options, int conversations)
    {
        var target = FuzzTarget.InMemory(Role.Server, () => new EchoPeer(Role.Server, fault, application: application));
        return Enumerable
            .Range(0, conversations)
            .Select(number => (Number: number, Script: ConversationGenerator.Generate(16, number, Role.Client, options)))
            .Select(one => (one.Number, one.Script, FuzzRun.Run(one.Script, target, PeerProfile.Silent).Finding))
            .Where(one => one.Finding is { Demand: Demand.Must })
            .Select(one => $"conversation {one.Number}: {one.Finding}\n{one.Script}");
    }
}
