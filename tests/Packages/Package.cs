using System.IO.Compression;
using System.Xml.Linq;

namespace Pure.WebSockets.Packages.Tests;

/// <summary>A package file in the feed.</summary>
internal sealed class Package
{
    private readonly XElement metadata;

    public Package(FileInfo file)
    {
        using var archive = ZipFile.OpenRead(file.FullName);
        Entries = archive.Entries.ToDictionary(entry => entry.FullName, Bytes, StringComparer.Ordinal);
        var specification = XElement.Parse(Text(Entries.Keys.Single(name => name.EndsWith(".nuspec", StringComparison.Ordinal))));
        metadata = specification.Elements().Single();
        File = file;
    }

    public FileInfo File { get; }

    /// <summary>The files in the package.</summary>
    public IReadOnlyDictionary<string, byte[]> Entries { get; }

    public string Id => Metadata("id");

    public string Version => Metadata("version");

    /// <summary>Whether it is installed with `dotnet tool install`.</summary>
    public bool IsTool => Elements("packageType").Any(type => Attribute(type, "name") == "DotnetTool");

    /// <summary>Its README.</summary>
    public Readme Readme => new(Text(Metadata("readme")));

    /// <summary>The value of a metadata element. It is empty if there is no such element.</summary>
    public string Metadata(string name) => Elements(name).FirstOrDefault()?.Value ?? "";

    /// <summary>The value of an attribute of a metadata element.</summary>
    public string Metadata(string name, string attribute) =>
        Elements(name).FirstOrDefault() is { } found ? Attribute(found, attribute) : "";

    /// <summary>The dependencies, each with its versions as written.</summary>
    public IReadOnlyList<(string Id, string Versions)> Dependencies =>
        [.. Elements("dependency").Select(found => (Attribute(found, "id"), Attribute(found, "version")))];

    public string Text(string entry) => new StreamReader(new MemoryStream(Entries[entry])).ReadToEnd();

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var bytes = new MemoryStream();
        using var opened = entry.Open();
        opened.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string Attribute(XElement element, string name) => element.Attribute(name)?.Value ?? "";

    private IEnumerable<XElement> Elements(string name) => metadata.Descendants().Where(element => element.Name.LocalName == name);
}
