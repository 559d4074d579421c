using System.Text;
using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests that the whole catalogue is unchanged after it has been written to a case file and read again.</summary>
public sealed class RoundTripTests
{
    // The longest deciding sentence of a case has fewer characters. A long payload that was written byte by byte would have more.
    private const int LongestText = 700;

    public static TheoryData<int> Messages => [1000, 50, 3];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_case_that_is_written_and_read_is_the_same_case(int messages)
    {
        var cases = Catalogue.With(messages);
        var read = Exported.Read(CaseFile.Write(cases));
        Assert.Equal(cases.Map(found => found.Id.Text), read.Map(found => found.Id.Text));
        Assert.Empty(cases.Zip(read).Where(pair => pair.Item1 != pair.Item2).Select(pair => $"{pair.Item1}: {Difference(pair)}"));
    }

    [Fact]
    public void Writing_what_was_read_gives_the_same_file()
    {
        var file = CaseFile.Write(Catalogue.All);
        Assert.Equal(Encoding.UTF8.GetString(file), Encoding.UTF8.GetString(CaseFile.Write(Exported.Read(file))));
    }

    [Fact]
    public void A_long_payload_is_written_as_its_generator()
    {
        var root = JsonNode.Parse(CaseFile.Write(Catalogue.All))!;
        Assert.Empty(Texts(root).Where(text => text.Length > LongestText).Select(text => text[..60]));
        Assert.All(Encoding.UTF8.GetString(CaseFile.Write(Catalogue.All)).Split('\n'), line => Assert.InRange(line.Length, 0, 1000));
    }

    [Fact]
    public void A_change_of_any_property_changes_the_file()
    {
        // If a property were neither written nor read, the other tests would not detect this.
        var plain = Catalogue.All[0];
        Case[] changed =
        [
            plain with { Id = new CaseId("P.1") },
            plain with { Description = "Another one." },
            plain with { Expected = "Another one." },
            plain with { Rule = "Another one." },
            plain with { DecidedBy = "Another one." },
            plain with { Tester = Role.Server },
            plain with { Tester = Role.Client },
            plain with { IsAutobahn = false },
            plain with { NeedsTakeover = true },
            plain with { OnlyInforms = true },
            plain with { WrongCodeFails = true },
            plain with { IsHeavy = true },
            plain with { ClosesWhenSatisfied = false },
            plain with { Close = CloseExpectation.ByPeer },
            plain with { Script = Seq<TesterAction>.Empty },
            plain with { Expectation = new Expectation.FirstMessage(MessageKind.Text, 1) },
            plain with { OwnFrames = Seq.create((1, 1)) },
            plain with { Compression = CompressedFrames.Offering },
            plain with { Opening = new OpeningScript { Chop = 1 } },
            plain with
            {
                Alternatives = Seq.create(new Alternative(Verdict.NonStrict, Seq<PeerEvent>.Empty, CloseExpectation.Any, "why")),
            },
        ];
        string[] properties = [.. typeof(Case).GetProperties(All).Where(one => one.CanWrite).Select(one => one.Name)];
        // Index is the position in the file. A profile sets Answers and IsPaced after a case was read.
        Assert.Equal(changed.Length - 1, properties.Except(["Index", "Answers", "IsPaced"]).Count());
        Assert.All(changed, one => Assert.Equal(one, Exported.Read(CaseFile.Write([one]))[0]));
        Assert.Distinct(changed.Prepend(plain).Select(one => Encoding.UTF8.GetString(CaseFile.Write([one]))));
    }

    private const System.Reflection.BindingFlags All =
        System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic;

    private static IEnumerable<string> Texts(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => Texts(member.Value!)),
        JsonArray items => items.SelectMany(item => Texts(item!)),
        _ => node.GetValueKind() == System.Text.Json.JsonValueKind.String ? [node.GetValue<string>()] : [],
    };

    private static string Difference((Case Written, Case Read) pair) =>
        string.Join(
            "; ",
            typeof(Case)
                .GetProperties(All)
                .Where(one => !Equals(one.GetValue(pair.Written), one.GetValue(pair.Read)))
                .Select(one => $"{one.Name} {one.GetValue(pair.Written)} ≠ {one.GetValue(pair.Read)}")
        );
}
