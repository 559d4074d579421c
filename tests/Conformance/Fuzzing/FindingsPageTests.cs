using System.Globalization;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The bytes in docs/fuzz-findings.md break the rules that the page names. The model is the judge.</summary>
public sealed partial class FindingsPageTests
{
    private const string Page = "docs/fuzz-findings.md";

    /// <summary>Returns the rows with bytes: the role of the peer, the rule, the sent writes, and the received bytes.</summary>
    public static TheoryData<Role, string, string, string> Rows()
    {
        var rows = new TheoryData<Role, string, string, string>();
        var role = Role.Server;
        foreach (var line in KeptDocument.Read(Page).Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal)) role = line == "## Clients" ? Role.Client : Role.Server;
            if (line.Split(" | ") is [var rule, _, _, var sent, var received] && Octets().IsMatch(sent))
                rows.Add(role, rule.TrimStart('|', ' '), sent, received);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_bytes_of_a_finding_break_its_rule(Role role, string rule, string sent, string received)
    {
        var deflate = sent.StartsWith("deflate ", StringComparison.Ordinal)
            ? new AgreedDeflate(
                ServerNoContextTakeover: false,
                ServerMaxWindowBits: Option<int>.None,
                ClientNoContextTakeover: false,
                ClientMaxWindowBits: Option<int>.None
            )
            : null;
        var model = PeerModel.Start(role, PeerProfile.Echo, deflate);
        foreach (Match write in Octets().Matches(sent)) model = model.AfterSent(Bytes(write));
        foreach (Match read in Octets().Matches(received)) model = model.AfterReceived(Bytes(read));
        model = received.Contains("end", StringComparison.Ordinal)
            ? model.AfterTransportEnd(mayHaveLostBytes: true)
            : model.AfterWait(TimeSpan.FromSeconds(3));
        var finding = model.Findings.OrderByDescending(found => found.Demand).First();
        Assert.Equal(rule, $"{(finding.Demand == Demand.Must ? "MUST" : "SHOULD")}, {finding.Rule}");
    }

    [Fact]
    public void The_page_has_findings_of_servers_and_clients() =>
        Assert.All([Role.Server, Role.Client], role => Assert.InRange(Rows().Count(row => row.Data.Item1 == role), 5, 100));

    private static byte[] Bytes(Match octets)
    {
        var all = Repeated().Replace(octets.Groups["octets"].Value, run => string.Concat(Enumerable.Repeat(Octet(run), Count(run))));
        return Convert.FromHexString(all.Replace(" ", "", StringComparison.Ordinal));

        static string Octet(Match run) => run.Groups["octet"].Value;

        static int Count(Match run) => int.Parse(run.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>A code span with bytes.</summary>
    [GeneratedRegex("`(?<octets>[0-9a-f]{2}( [0-9a-f]{2}| \\([0-9a-f]{2} × [0-9]+\\))*)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Octets();

    /// <summary>A repeated byte.</summary>
    [GeneratedRegex("\\((?<octet>[0-9a-f]{2}) × (?<count>[0-9]+)\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Repeated();
}
