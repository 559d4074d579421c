using System.Diagnostics;
using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The script of the pages explains bytes. It runs in node, as in a browser.</summary>
public sealed class OctetMeaningTests
{
    [Fact]
    public async Task Each_part_of_a_masked_frame_is_explained()
    {
        var told = await TellAsync(deflate: false, "8182f9872d41b1ee", "888258afd2da5b47");
        Assert.Equal(["head", "length", "key", "key", "key", "key", "payload", "payload"], told[..8].Select(octet => octet.Field));
        Assert.Contains("FIN, the last frame of its message; no RSV bit; opcode 1, text", told[0].Meaning, StringComparison.Ordinal);
        Assert.Contains("MASK, a key of 4 bytes follows the length; payload length 2", told[1].Meaning, StringComparison.Ordinal);
        Assert.Contains("b1 xor f9 = 48, U+0048 “H”", told[6].Meaning, StringComparison.Ordinal);
        Assert.Contains("5b xor 58 = 03; the code is 1000, normal closure", told[14].Meaning, StringComparison.Ordinal);
        Assert.Equal(1, told[14].Frame);
    }

    [Fact]
    public async Task A_code_point_is_explained_across_fragments_and_invalid_UTF_8_is_marked()
    {
        var told = await TellAsync(deflate: false, "0102e282", "8003ac80ff");
        Assert.Contains("byte 1 of 3 of U+20AC “€”", told[2].Meaning, StringComparison.Ordinal);
        Assert.Contains("byte 3 of 3 of U+20AC “€”", told[6].Meaning, StringComparison.Ordinal);
        Assert.Contains("not UTF-8: a continuation byte without a start", told[7].Meaning, StringComparison.Ordinal);
        Assert.Equal("payload bad", told[8].Field);
        var surrogate = await TellAsync(deflate: false, "8103eda080");
        Assert.All(surrogate[2..], octet => Assert.Contains("not UTF-8", octet.Meaning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("827e0100", 256)]
    [InlineData("827f0000000000010000", 65536)]
    public async Task A_long_form_of_a_length_is_explained(string head, int length)
    {
        var told = await TellAsync(deflate: false, head);
        Assert.All(told[2..], octet => Assert.EndsWith($"payload length {length}", octet.Meaning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Frames_are_followed_from_write_to_write_and_reserved_bits_and_opcodes_are_named()
    {
        var told = await TellAsync(deflate: false, "81", "01", "61d3", "00");
        Assert.Equal("head", told[3].Field);
        Assert.Contains("RSV1 set; opcode 3, reserved", (await TellAsync(deflate: false, "c300"))[0].Meaning, StringComparison.Ordinal);
        Assert.Contains("RSV1, RSV3 set", told[3].Meaning, StringComparison.Ordinal);
        Assert.EndsWith("compressed", (await TellAsync(deflate: true, "c10161"))[2].Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_bytes_that_are_not_shown_only_what_is_certain_is_explained()
    {
        var within = await RunAsync("explain([{ octets: ofHex('820461'), length: 6 }, { octets: ofHex('8900'), length: 2 }], false)");
        Assert.Contains("opcode 9, ping", within[3].Meaning, StringComparison.Ordinal);
        var across = await RunAsync("explain([{ octets: ofHex('820461'), length: 7 }, { octets: ofHex('8900'), length: 2 }], false)");
        Assert.Equal("lost", across[3].Field);
        var known = await RunAsync(
            "explain([{ octets: ofHex('820461'), length: 7 }, { octets: ofHex('8900'), length: 2, starts: true }], false)"
        );
        Assert.Equal("head", known[3].Field);
    }

    [Fact]
    public async Task The_bytes_of_a_head_are_restored_from_its_text()
    {
        var told = await RunAsync("[ofHead('A: ␀⟨U+0085⟩\\n\\n', true).map(octet => ({ field: '', frame: 0, meaning: hex(octet) }))]");
        Assert.Equal("413a2000850d0a0d0a", string.Concat(told.Select(octet => octet.Meaning)));
    }

    private static Task<Told[]> TellAsync(bool deflate, params string[] writes) =>
        RunAsync(
            $"explain({JsonSerializer.Serialize(writes)}.map(ofHex).map(octets => ({{ octets, length: octets.length }})), "
                + $"{(deflate ? "true" : "false")})"
        );

    private static async Task<Told[]> RunAsync(string expression)
    {
        using var node = Begin("const { explain, ofHex, ofHead, hex } = octets; console.log(JSON.stringify((" + expression + ").flat()));");
        var written = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(ToolProcess.Patience);
        Assert.True(written.Length > 0, await node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        return JsonSerializer.Deserialize<Told[]>(written, JsonSerializerOptions.Web)!;
    }

    private static Process Begin(string program)
    {
        try
        {
            var node = Process.Start(
                new ProcessStartInfo("node", ["-"])
                {
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            node.StandardInput.Write(PageAssets.Read("octets.js") + program);
            node.StandardInput.Close();
            return node;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // In continuous integration a missing peer is a failure.
            Assert.SkipUnless(Environment.GetEnvironmentVariable("PUREWS_REQUIRE_PEERS") == "1", "node is not installed");
            throw;
        }
    }

    /// <summary>The explanation of a byte.</summary>
    /// <param name="Field">The part of the frame that it belongs to.</param>
    /// <param name="Frame">The number of the frame.</param>
    /// <param name="Meaning">The explanation.</param>
    private sealed record Told(string Field, int Frame, string Meaning);
}
