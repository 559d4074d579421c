using System.Text;
using System.Text.Json;
using Json.Schema;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests that the case file of a generated conversation has the same finding as the conversation.</summary>
public sealed class FindingCaseTests
{
    private const int Conversations = 400;

    private static readonly JsonSchema Schema = JsonSchema.FromText(Documented.Text("case-files.schema.json"));

    public static TheoryData<Fault, Role> Peers =>
        new()
        {
            { Fault.None, Role.Server },
            { Fault.None, Role.Client },
            { Fault.TakesRsv2, Role.Server },
            { Fault.UnmasksWholeGroups, Role.Server },
            { Fault.NeedsHeaderAtOnce, Role.Client },
            { Fault.PingEndsMessage, Role.Server },
            { Fault.PongsLate, Role.Client },
            { Fault.TakesCutText, Role.Server },
            { Fault.Says1005, Role.Client },
            { Fault.KeepsTransport, Role.Server },
            { Fault.ForgetsContext, Role.Server },
            { Fault.EndsSlowFrame, Role.Server },
            { Fault.DropsAtClose, Role.Client },
        };

    /// <summary>The case and the conversation lead to the same rule and to the same demand.</summary>
    [Theory]
    [MemberData(nameof(Peers))]
    public void A_case_file_gives_the_same_judgement_as_the_conversation(Fault fault, Role role)
    {
        var tester = role == Role.Server ? Role.Client : Role.Server;
        var target = FuzzTarget.InMemory(role, () => new BoundedPeer(new EchoPeer(role, fault)));
        var (differences, found) = (new List<string>(), 0);
        for (var number = 0; number < Conversations; number++)
        {
            var script = ConversationGenerator.Generate(9, number, tester, GeneratorOptions.Default);
            var finding = FuzzRun.Run(script, target, PeerProfile.Echo).Finding;
            if (finding is not null) found++;
            var written = CaseFile.Write([
                FindingCase.Of(script, finding ?? new ModelFinding(Demand.May, "none", "", "nothing"), 9, number, keepsKeys: true),
            ]);
            var result = target.RunCase(Assert.Single(Exported.Read(written)));
            var expected = finding is null ? "OK" : $"{finding.Demand} {finding.Rule}";
            if (Shown(result, script, finding) != expected)
                differences.Add($"{number}: {expected}, but {Shown(result, script, finding)}: {result.Judgement.Sentence}\n{script}\n");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(3)));
        Assert.True(fault == Fault.None || found > 0, "no conversation found the fault");
    }

    /// <summary>
    /// The peer sends back what the tester does not store, because it is longer than 16 MiB. The limit of the tester is no rule for the
    /// peer.
    /// </summary>
    [Fact]
    public void A_finding_with_SHOULD_about_a_long_message_is_no_failure_as_a_case()
    {
        var target = FuzzTarget.InMemory(Role.Server, () => new EchoPeer(Role.Server, Fault.InflatesWithoutLimit));
        for (var number = 0; number < 40_000; number++)
        {
            var script = ConversationGenerator.Generate(9, number, Role.Client, GeneratorOptions.Default);
            if (FuzzRun.Run(script, target, PeerProfile.Echo).Finding is not { Rule: "RFC 6455 §10.4", Demand: Demand.Should } finding)
                continue;
            var written = CaseFile.Write([FindingCase.Of(script, finding, 9, number, keepsKeys: true)]);
            var judged = target.RunCase(Assert.Single(Exported.Read(written))).Judgement;
            Assert.True(judged.Behavior == Verdict.NonStrict, $"{number}: {judged.Sentence}");
            return;
        }

        Assert.Fail("no conversation has a message that inflates to more than 16 MiB");
    }

    [Fact]
    public void The_description_of_an_opening_handshake_ends_each_sentence_once()
    {
        var script = Enumerable
            .Range(0, 10000)
            .Select(number => ConversationGenerator.Generate(9, number, Role.Client, GeneratorOptions.Default))
            .First(generated => !generated.Openings.IsEmpty);
        var finding = new ModelFinding(Demand.Must, "RFC 6455 §4", "", "The server opened a connection that it must reject.");
        var found = FindingCase.Of(script, finding, 9, 1, keepsKeys: false);
        Assert.StartsWith(
            "Found by purews fuzz, seed 9, conversation 1: The server opened a connection that it must reject. ",
            found.Description,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_case_file_is_valid_and_comes_back_as_it_was()
    {
        foreach (var tester in new[] { Role.Client, Role.Server })
        {
            for (var number = 0; number < Conversations; number++)
            {
                var script = ConversationGenerator.Generate(10, number, tester, GeneratorOptions.Default);
                foreach (var keepsKeys in new[] { false, true })
                {
                    var finding = new ModelFinding(Demand.Must, "RFC 6455 §5.2", "", "a finding");
                    var found = FindingCase.Of(script, finding, 10, number, keepsKeys);
                    var file = CaseFile.Write([found]);
                    using var json = JsonDocument.Parse(file);
                    Assert.True(Schema.Evaluate(json.RootElement).IsValid, Encoding.UTF8.GetString(file));
                    Assert.Equal(found with { Index = 1 }, Exported.Read(file)[0]);
                }
            }
        }
    }

    [Fact]
    public void What_a_peer_owes_is_a_hand_written_case_too()
    {
        const string File = """
            {
              "id": "P.1",
              "description": "Send a text message that ends within a code point, with an empty last fragment.",
              "expected": "The peer does everything that it owes.",
              "rule": "RFC 6455 §8.1",
              "tests": "servers",
              "send": [{"ping": "1"}, {"settle": 2}, {"text": {"hex": "c3"}, "fin": false}, {"continuation": ""}],
              "expect": "owed"
            }
            """;
        var read = Exported.Read(File)[0];
        Assert.Equal(Verdict.Ok, Run(Fault.None).Behavior);
        Assert.Equal(Verdict.Ok, MemoryRunner.Run(read, Role.Server, Ours.Protocol).Judgement.Behavior);
        Assert.Contains("MUST, RFC 6455 §8.1", Run(Fault.TakesCutTextAtEmptyFragment).Result, StringComparison.Ordinal);
        Assert.Contains("MUST, RFC 6455 §5.5.2", Run(Fault.SendsNoPong).Result, StringComparison.Ordinal);
        Assert.True(Run(Fault.SendsNoPong).IsFailure);

        Judgement Run(Fault fault) =>
            MemoryRunner.Run(read, Role.Server, new EchoPeer(Role.Server, fault), CompressedMessages.For(Seq.create(read))).Judgement;
    }

    private static string Shown(CaseResult result, FuzzScript script, ModelFinding? finding)
    {
        var demand = FuzzRun.DemandOf(result.Judgement);
        if (demand == Demand.May) return "OK";
        // A case of an opening handshake has its own rule and sentence.
        if (!script.Openings.IsEmpty) return $"{demand} {result.Case.Rule}";
        return finding is not null && result.Judgement.Result.Contains(finding.Rule, StringComparison.Ordinal)
            ? $"{demand} {finding.Rule}"
            : $"{demand}";
    }
}
