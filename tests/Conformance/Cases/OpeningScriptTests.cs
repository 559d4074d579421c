using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests the changes to the head of an opening handshake.</summary>
public sealed class OpeningScriptTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n";

    [Fact]
    public void A_start_line_that_looks_like_a_field_is_not_a_field()
    {
        HeadEdit start = new HeadEdit.StartLine("Upgrade: x");
        Assert.Equal(
            "Upgrade: x\r\nHost: h\r\nUpgrade: y\r\n\r\n",
            Applied(start, new HeadEdit.Replace("upgrade", "Upgrade: y"))
        );
        Assert.Equal("Upgrade: x\r\nHost: h\r\n\r\n", Applied(start, new HeadEdit.Remove("Upgrade")));
    }

    [Fact]
    public void A_line_without_a_colon_stays_as_it_is() =>
        Assert.EndsWith(
            "UPGRADE: websocket\r\nline\r\n\r\n",
            Applied(new HeadEdit.Append("line"), new HeadEdit.NamesInCase(IsUpper: true)),
            StringComparison.Ordinal
        );

    private static string Applied(params HeadEdit[] edits) =>
        Encoding.Latin1.GetString(
            new OpeningScript { Edits = Seq.create<HeadEdit>(edits) }.Apply(Encoding.Latin1.GetBytes(Request)).Memory.Span
        );
}
