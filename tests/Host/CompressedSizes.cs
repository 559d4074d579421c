using System.Globalization;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Not a test: a table of what compressed messages take here for each byte that zlib makes of them, at the same level.</summary>
public sealed class CompressedSizes(ITestOutputHelper output)
{
    private static readonly int[] Sizes = [64, 256, 1024, 4096, 16 * 1024, 128 * 1024];

    [Theory(Explicit = true)]
    [InlineData(6, true)]
    [InlineData(6, false)]
    [InlineData(1, true)]
    [InlineData(9, true)]
    public async Task Beside_those_of_zlib(int level, bool takeover)
    {
        using var zlib = new NodeZlib();
        var samples = new Samples(1);
        var source = Source();
        var sorts = new Dictionary<string, Func<int, byte[]>>(StringComparer.Ordinal)
        {
            ["JSON"] = samples.Json,
            ["prose"] = samples.Prose,
            ["binary"] = samples.Binary,
            ["source"] = size => Next(source, size),
        };
        output.WriteLine($"{"",-8}{"window",7}{string.Concat(Sizes.Select(size => $"{size,22}"))}   ours, zlib's, ratio");
        foreach (var (sort, make) in sorts)
        {
            foreach (var windowBits in new[] { 15, 12, 10, 9, 8 })
            {
                var row = "";
                foreach (var size in Sizes)
                {
                    source.Position = 0;
                    var messages = Enumerable.Range(0, Math.Clamp(512 * 1024 / size, 6, 400)).Select(_ => make(size)).ToList();
                    var (ours, theirs) = (Ours(windowBits, takeover, level, messages), (await zlib.DeflateAsync(new ZlibSettings(windowBits, takeover) { Level = level }, messages)).Sum(payload => payload.Length));
                    row += string.Create(CultureInfo.InvariantCulture, $"{ours,8}{theirs,8}{(double)ours / theirs,6:0.000}");
                }

                output.WriteLine($"{sort,-8}{windowBits,7}{row}");
            }
        }

        await zlib.EndAsync();
    }

    private static int Ours(int windowBits, bool takeover, int level, List<byte[]> messages)
    {
        var context = Deflation.Of(windowBits, takeover, level);
        return messages.Sum(message =>
        {
            (context, var payload) = context.Compress(message);
            return payload.Length;
        });
    }

    /// <summary>The text of the tests themselves, and what they test.</summary>
    private static MemoryStream Source()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Pure.WebSockets.sln"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("Pure.WebSockets.sln");
        var files = Directory.GetFiles(Path.Combine(folder.FullName, "src"), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var all = new MemoryStream();
        foreach (var file in files) all.Write(File.ReadAllBytes(file));
        return all;
    }

    private static byte[] Next(MemoryStream source, int size)
    {
        if (source.Length - source.Position < size) source.Position = 0;
        var data = new byte[size];
        source.ReadExactly(data);
        return data;
    }
}
