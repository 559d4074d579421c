using System.Text;
using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// Tests case files with random changes. The reader reports problems or returns cases, and does not throw an exception. A returned case is
/// unchanged after it has been written and read again, and the tester can run it.
/// </summary>
public sealed class DamagedCaseFileTests(ITestOutputHelper output)
{
    private const int UsualFiles = 3000;

    private static readonly JsonNode?[] Values =
    [
        null,
        true,
        false,
        -1,
        0,
        1,
        2,
        3,
        0.5,
        1000,
        1_000_000_000,
        "",
        "ff",
        "Host",
        "any",
        "rest",
        "never",
        "autobahn",
        "0xffffffffffffffff",
        new JsonArray(),
        new JsonObject(),
    ];

    private static int Files =>
        int.TryParse(Environment.GetEnvironmentVariable("PUREWS_DEPTH"), System.Globalization.CultureInfo.InvariantCulture, out var depth)
            ? depth
            : UsualFiles;

    [Fact]
    public void A_changed_file_is_a_problem_or_a_case_that_runs()
    {
        // Cases with large payloads are left out, so that a change cannot result in a case that takes minutes.
        var cases = Catalogue.All.Filter(found => !found.IsHeavy && found.Id.Family != "L").ToArray();
        string[] texts = [.. cases.Select(found => Encoding.UTF8.GetString(CaseFile.Write([found])))];
        var random = new Random(20_261_130);
        var (valid, invalid) = (0, 0);
        var failures = new List<string>();
        for (var at = 0; at < Files; at++)
        {
            var root = JsonNode.Parse(texts[random.Next(texts.Length)])!;
            for (var change = random.Next(3); change >= 0; change--)
                Change(root, JsonNode.Parse(texts[random.Next(texts.Length)])!, random);
            var text = root.ToJsonString();
            var read = CaseFile.Read(Encoding.UTF8.GetBytes(text));
            read.IfLeft(problems =>
                Assert.All(problems, problem => Assert.True(problem is { Line: >= 1, Column: >= 1, Message.Length: > 0 }))
            );
            invalid += read.IsLeft ? 1 : 0;
            foreach (var one in read.Match(Right: placed => placed.Map(found => found.Case), Left: _ => Seq<Case>.Empty))
            {
                valid++;
                Assert.True(one == Exported.Read(CaseFile.Write([one]))[0] with { Index = 0 }, $"it comes back changed: {text}");
                try
                {
                    foreach (var peer in new[] { Role.Server, Role.Client }.Where(peer => one.Tester.ForAll(tester => tester != peer)))
                        MemoryRunner.Run(one, peer, Ours.Protocol);
                }
                catch (Exception error)
                {
                    failures.Add($"{error.GetType().Name}: {error.Message}\n{error.StackTrace?.Split('\n')[0]}\n{text}");
                }
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} cases cannot be run: {string.Join("\n\n", failures.Take(5))}");
        output.WriteLine($"{valid} changed cases ran, {invalid} files had problems");
        Assert.True(valid > Files / 20 && invalid > Files / 5, $"{valid} valid, {invalid} invalid");
    }

    [Fact]
    public void Changed_bytes_are_a_problem_or_cases()
    {
        var file = CaseFile.Write(Catalogue.All.Filter(found => !found.IsHeavy).Take(40));
        var random = new Random(7);
        var problems = 0;
        for (var at = 0; at < Files / 10; at++)
        {
            var changed = file.ToArray();
            for (var change = random.Next(4); change >= 0; change--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            if (CaseFile.Read(random.Next(4) == 0 ? changed[..random.Next(changed.Length)] : changed).IsLeft) problems++;
        }

        Assert.True(problems > 0);
    }

    private static void Change(JsonNode root, JsonNode other, Random random)
    {
        var holders = Holders(root["cases"]?[0]).ToArray();
        if (holders.Length == 0) return;
        var holder = holders[random.Next(holders.Length)];
        var value = random.Next(3) == 0 && Holders(other["cases"]![0]).ToArray() is var others
            ? others[random.Next(others.Length)].DeepClone()
            : Values[random.Next(Values.Length)]?.DeepClone();
        switch (holder)
        {
            case JsonArray items:
                if (random.Next(3) == 0) items.Add(items[random.Next(items.Count)]?.DeepClone());
                else if (random.Next(2) == 0) items.RemoveAt(random.Next(items.Count));
                else items[random.Next(items.Count)] = value;
                break;
            case JsonObject members:
                var key = members.ElementAt(random.Next(members.Count)).Key;
                if (random.Next(4) == 0) members.Remove(key);
                else members[key] = value;
                break;
        }
    }

    /// <summary>Returns the objects and lists in a value, except empty ones.</summary>
    private static IEnumerable<JsonNode> Holders(JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } members => members.SelectMany(member => Holders(member.Value)).Prepend(members),
        JsonArray { Count: > 0 } items => items.SelectMany(Holders).Prepend(items),
        _ => [],
    };
}
