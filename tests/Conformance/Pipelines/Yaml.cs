using YamlDotNet.RepresentationModel;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Files of CI systems, read as YAML.</summary>
internal static class Yaml
{
    /// <summary>The content of a file of the repository that has one document.</summary>
    public static YamlNode Read(string path)
    {
        var stream = new YamlStream();
        using var text = new StringReader(KeptDocument.Read(path));
        stream.Load(text);
        return Assert.Single(stream.Documents).RootNode;
    }

    /// <summary>The value of a key, or null if there is none.</summary>
    public static YamlNode? At(this YamlNode node, string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var found) ? found : null;

    /// <summary>The text of a key, or null if there is none.</summary>
    public static string? Text(this YamlNode node, string key) => (node.At(key) as YamlScalarNode)?.Value;

    /// <summary>The items of a list.</summary>
    public static IEnumerable<YamlNode> Items(this YamlNode node, string key) => (node.At(key) as YamlSequenceNode)?.Children ?? [];

    /// <summary>The keys and the values of a map, or none.</summary>
    public static IEnumerable<(string Key, YamlNode Value)> Pairs(this YamlNode? node) =>
        (node as YamlMappingNode)?.Children.Select(pair => (((YamlScalarNode)pair.Key).Value!, pair.Value)) ?? [];

    /// <summary>The keys and the texts of a map, or none.</summary>
    public static IEnumerable<(string Key, string Text)> Texts(this YamlNode? node) =>
        node.Pairs().Select(pair => (pair.Key, ((YamlScalarNode)pair.Value).Value ?? ""));

    /// <summary>All texts of a tree, keys excluded.</summary>
    public static IEnumerable<string> AllTexts(this YamlNode node) => node switch
    {
        YamlScalarNode scalar => [scalar.Value ?? ""],
        YamlSequenceNode list => list.Children.SelectMany(AllTexts),
        YamlMappingNode map => map.Children.Values.SelectMany(AllTexts),
        _ => [],
    };
}
