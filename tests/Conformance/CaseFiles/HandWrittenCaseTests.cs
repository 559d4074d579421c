namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests cases as a person writes them. The tests cover the short forms, the defaults and the verdicts.</summary>
public sealed class HandWrittenCaseTests
{
    private const string Greeting = """
        {
          "id": "P.1.1",
          "description": "Send a ping between the fragments of a text message.",
          "expected": "A pong, then the message.",
          "rule": "RFC 6455 §5.4",
          "send": [{"text": "Hel", "fin": false}, {"ping": "?"}, {"continuation": "lo"}],
          "expect": [{"pong": "?"}, {"text": "Hello"}]
        }
        """;

    [Fact]
    public void A_case_of_ten_lines_is_a_whole_case()
    {
        var read = Exported.Read(Greeting)[0];
        Assert.Equal(
            new Case
            {
                Id = new CaseId("P.1.1"),
                Index = 1,
                Description = "Send a ping between the fragments of a text message.",
                Expected = "A pong, then the message.",
                Rule = "RFC 6455 §5.4",
                Script = CaseBuilder.Of(
                    new TesterAction.Send(RawFrame.Text("Hel", final: false)),
                    new TesterAction.Send(RawFrame.Ping("?")),
                    new TesterAction.Send(RawFrame.Continuation("lo", final: true)),
                    CaseBuilder.FailAfter(2)
                ),
                Expectation = CaseBuilder.Events(CaseBuilder.Pong(Payload.Of("?")), CaseBuilder.Text("Hello")),
            },
            read
        );
        Assert.Equal(Verdict.Ok, Run(read).Behavior);
        Assert.Equal(Verdict.Failed, Run(Exported.Read(Greeting.Replace("\"lo\"", "\"la\"", StringComparison.Ordinal))[0]).Behavior);
    }

    [Theory]
    [InlineData("""{"text": "Hello", "compressed": true}""", """{"text": "Hello"}""")]
    [InlineData("""{"binary": "00 ff", "compressed": true}""", """{"binary": "00ff"}""")]
    [InlineData(
        """{"text": {"body": "prose", "from": 10, "length": 200}, "compressed": true}""",
        """{"text": {"body": "prose", "from": 10, "length": 200}}"""
    )]
    [InlineData("""{"text": ["a", {"hex": "c3a4"}, {"repeat": ["b", "c"], "times": 2}]}""", """{"text": "aäbcbc"}""")]
    [InlineData("""{"text": "*", "times": 3}""", """{"text": "*", "times": 3}""")]
    [InlineData("""{"message": {"text": "Hello"}, "fragmentSize": 2}""", """{"text": "Hello"}""")]
    [InlineData("""{"together": [{"ping": "1"}, {"text": "x"}], "chop": 1}""", """{"pong": "1"}, {"text": "x"}""")]
    public void Each_short_form_means_what_it_says(string step, string events)
    {
        var read = Exported.Read(
            $$"""
            {"id": "P.1", "description": "d", "expected": "e", "rule": "r", "compression": true, "send": [{{step}}], "expect": [{{events}}]}
            """
        )[0];
        Assert.Equal(Verdict.Ok, Run(read).Behavior);
        Assert.Equal(read, Exported.Of(Seq.create(read))[0]);
    }

    [Fact]
    public void A_script_ends_after_two_seconds_unless_it_says_otherwise()
    {
        Assert.Equal(CaseBuilder.Of(CaseBuilder.FailAfter(2)), Script(""));
        Assert.Equal(CaseBuilder.Of(CaseBuilder.CloseAfter(0.5)), Script("""{"closeAfter": 0.5}"""));
        Assert.Equal(CaseBuilder.Of(CaseBuilder.Wait(1)), Script("""{"wait": 1}, {"failAfter": "never"}"""));
        Assert.Equal(CaseBuilder.Of(CaseBuilder.FailAfter(2), CaseBuilder.Wait(1)), Script("""{"failAfter": 2}, {"wait": 1}"""));

        static Seq<TesterAction> Script(string steps)
        {
            var read = Exported.Read($$"""{"id": "P.1", "description": "d", "expected": "e", "rule": "r", "send": [{{steps}}]}""");
            Assert.Equal(read[0].Script, Exported.Of(read)[0].Script);
            return read[0].Script;
        }
    }

    [Fact]
    public void An_alternative_gives_its_verdict_and_its_reason()
    {
        var read = Exported.Read(
            """
            {
              "id": "P.2.1", "description": "Send a text message with RSV1 set.", "expected": "An echo.", "rule": "RFC 6455 §5.2",
              "send": [{"text": "Hello", "rsv": [1]}],
              "expect": [{"text": "Hello"}],
              "alternatives": [{"verdict": "INFORMATIONAL", "why": "The peer rejects the bit.", "close": {"peerFails": [1002]}}]
            }
            """
        )[0];
        Assert.Equal((Verdict.Informational, "The peer rejects the bit."), (Run(read).Behavior, Run(read).Result));
    }

    [Theory]
    [InlineData("""{"text": "Hello"}, {"ping": "?"}""", Verdict.Ok)]
    [InlineData("""{"ping": "?"}, {"text": "Hello"}""", Verdict.NonStrict)]
    public void A_case_with_non_strict_events_ends_as_soon_as_they_or_the_expected_events_have_occurred(string steps, Verdict verdict)
    {
        var read = Exported.Read(
            $$"""
            {
              "id": "P.3", "description": "d", "expected": "e", "rule": "r", "send": [{{steps}}],
              "expect": {"events": [{"text": "Hello"}, {"pong": "?"}], "nonStrict": [{"pong": "?"}, {"text": "Hello"}]}
            }
            """
        )[0];
        var result = MemoryRunner.Run(read, Role.Server, Ours.Protocol);
        Assert.Equal((verdict, Verdict.Ok), (result.Judgement.Behavior, result.Judgement.Close));
        Assert.Equal((1000, TimeSpan.Zero), (result.Observation.LocalCloseCode, result.Duration));
    }

    [Theory]
    [InlineData("\"rejection\": {}", true)]
    [InlineData("\"rejection\": {\"ifOpened\": \"NON-STRICT\"}", false)]
    [InlineData("\"ifRejected\": {\"verdict\": \"NON-STRICT\", \"why\": \"Because.\"}", false)]
    [InlineData("\"invalidOffer\": true", false)]
    public void An_informational_case_does_not_fail_whatever_becomes_of_its_request(string handshake, bool opens)
    {
        var read = Exported.Read(
            $$"""
            {
              "id": "P.4", "description": "d", "expected": "e", "rule": "r", "tests": "servers", "onlyInforms": true,
              "handshake": { {{handshake}} }
            }
            """
        )[0];
        TranscriptEntry[] entries = opens
            ? [new TranscriptEntry.Opened("", ""), new TranscriptEntry.Dropped(Side.Theirs)]
            : [new TranscriptEntry.NotOpened("rejected", TimedOut: false, "", "") { Status = 400 }];
        var judgement = Judge.Of(read, Role.Client, entries);
        Assert.Equal((Verdict.Informational, Verdict.Informational), (judgement.Behavior, judgement.Close));
    }

    [Fact]
    public void A_required_close_code_cannot_be_written()
    {
        var closing = CloseExpectation.ByPeer with { RequiredCodes = Seq.create(CloseCode.ProtocolError) };
        Assert.Throws<InvalidOperationException>(() => CloseForm.Write(closing));
    }

    [Fact]
    public void Files_and_folders_are_loaded_in_the_order_of_the_ids()
    {
        using var folder = new TemporaryFolder();
        var (one, two) = (Path.Combine(folder.Path, "one.json"), Path.Combine(folder.Path, "two.json"));
        File.WriteAllText(one, Greeting.Replace("P.1.1", "P.10", StringComparison.Ordinal));
        File.WriteAllText(two, Greeting.Replace("P.1.1", "P.9", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder.Path, "README.txt"), "not a case file");
        foreach (var paths in new[] { new[] { one, two }, [folder.Path] })
        {
            Assert.Equal(
                [("P.9", 1), ("P.10", 2)],
                CaseFiles
                    .Load(paths)
                    .IfLeft(problems => throw new InvalidOperationException(string.Join('\n', problems)))
                    .Select(read => (read.Id.Text, read.Index))
                    .ToArray()
            );
        }

        Assert.Equal(
            [$"{one}:1:1: the id P.10 already occurs in {one}:1"],
            Problems(one, two, one)
        );
        var empty = Directory.CreateDirectory(Path.Combine(folder.Path, "empty")).FullName;
        Assert.Equal([$"{empty}: the folder contains no *.json"], Problems(empty));

        static string[] Problems(params string[] paths) =>
            CaseFiles.Load(paths).Match(Right: _ => [], Left: problems => problems.ToArray());
    }

    private static Judgement Run(Case running) => MemoryRunner.Run(running, Role.Server, Ours.Protocol).Judgement;
}
