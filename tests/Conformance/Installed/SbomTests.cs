using System.Security.Cryptography;
using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The list of components of a release has every restored package, with the hash of the file that was restored.</summary>
public sealed class SbomTests
{
    private const string Assets = "src/Tool/obj/project.assets.json";

    [Fact]
    public async Task Every_restored_package_is_a_component_with_its_hash_and_licence()
    {
        using var list = JsonDocument.Parse(await ListAsync());
        using var assets = JsonDocument.Parse(KeptDocument.Read(Assets));
        var components = Components(list).ToDictionary(one => Text(one, "purl"), StringComparer.Ordinal);
        var libraries = assets.RootElement.GetProperty("libraries").EnumerateObject().ToArray();
        var folder = assets.RootElement.GetProperty("packageFolders").EnumerateObject().First().Name;
        Assert.True(libraries.Length > 8, $"{libraries.Length} libraries were restored");
        Assert.Equal(
            libraries.Select(library => $"pkg:nuget/{library.Name.Replace('/', '@')}").Order(StringComparer.Ordinal),
            components.Keys.Order(StringComparer.Ordinal)
        );
        foreach (var library in libraries.Where(one => Text(one.Value, "type") == "package"))
        {
            var component = components[$"pkg:nuget/{library.Name.Replace('/', '@')}"];
            var file = Directory.GetFiles(Path.Combine(folder, Text(library.Value, "path")), "*.nupkg").Single();
            var hash = component.GetProperty("hashes")[0];
            Assert.Equal("SHA-512", Text(hash, "alg"));
            Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(await File.ReadAllBytesAsync(file))), Text(hash, "content"));
            Assert.NotEqual(0, component.GetProperty("licenses").GetArrayLength());
        }

        Assert.Equal("required", Text(Single(components, "LanguageExt.Core"), "scope"));
        Assert.Equal("MIT", Text(Single(components, "LanguageExt.Core").GetProperty("licenses")[0], "expression"));
        Assert.Equal("excluded", Text(Single(components, "Meziantou.Analyzer"), "scope"));
    }

    [Fact]
    public async Task Every_required_component_is_reached_from_the_product()
    {
        using var list = JsonDocument.Parse(await ListAsync());
        var edges = list
            .RootElement.GetProperty("dependencies")
            .EnumerateArray()
            .ToDictionary(
                one => Text(one, "ref"),
                one => one.GetProperty("dependsOn").EnumerateArray().Select(to => to.GetString()!).ToArray(),
                StringComparer.Ordinal
            );
        var reached = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>([Text(list.RootElement.GetProperty("metadata").GetProperty("component"), "bom-ref")]);
        while (waiting.TryPop(out var next))
        {
            if (!reached.Add(next)) continue;
            foreach (var to in edges[next]) waiting.Push(to);
        }

        var required = Components(list).Where(one => Text(one, "scope") == "required").Select(one => Text(one, "bom-ref"));
        Assert.All(required, one => Assert.Contains(one, reached));
    }

    [Fact]
    public async Task Equal_packages_give_an_equal_list() => Assert.Equal(await ListAsync(), await ListAsync());

    [Fact]
    public async Task The_notices_have_the_text_of_the_licence_of_each_required_package()
    {
        using var list = JsonDocument.Parse(await ListAsync());
        var notices = (await ListAsync("--notices")).Split(new string('=', 80)).Skip(1).ToArray();
        var required = Components(list).Where(one => Text(one, "scope") == "required" && one.TryGetProperty("hashes", out _)).ToArray();
        Assert.Equal(
            required.Select(one => $"{Text(one, "name")} {Text(one, "version")}"),
            notices.Select(notice => notice.Split('\n')[1])
        );
        Assert.All(notices, notice => Assert.Contains("Permission is hereby granted, free of charge", notice, StringComparison.Ordinal));
    }

    private static IEnumerable<JsonElement> Components(JsonDocument list) => list.RootElement.GetProperty("components").EnumerateArray();

    private static JsonElement Single(Dictionary<string, JsonElement> components, string name) =>
        components.Values.Single(one => Text(one, "name") == name);

    private static string Text(JsonElement value, string name) => value.GetProperty(name).GetString()!;

    private static async Task<string> ListAsync(params string[] mode)
    {
        string[] arguments = [KeptDocument.PathOf("tools/release/sbom.mjs"), KeptDocument.PathOf(Assets), .. mode];
        var (code, output, error) = await Programs.RunAsync(Programs.Find("node", "nodejs"), arguments, Path.GetTempPath());
        Assert.Equal((0, ""), (code, error));
        return output;
    }
}
