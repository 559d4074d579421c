using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The files of a run in the formats that scripts parse.</summary>
public sealed class ReportTests
{
    private static readonly string[] CaseKeys =
    [
        "agent",
        "behavior",
        "behaviorClose",
        "case",
        "closedByMe",
        "createStats",
        "createWirelog",
        "description",
        "droppedByMe",
        "duration",
        "expectation",
        "expected",
        "expectedClose",
        "failedByMe",
        "httpRequest",
        "httpResponse",
        "id",
        "isServer",
        "localCloseCode",
        "localCloseReason",
        "received",
        "remoteCloseCode",
        "remoteCloseReason",
        "reportCompressionRatio",
        "reportTime",
        "result",
        "resultClose",
        "rxFrameStats",
        "rxOctetStats",
        "started",
        "trafficStats",
        "txFrameStats",
        "txOctetStats",
        "wasClean",
        "wasCloseHandshakeTimeout",
        "wasNotCleanReason",
        "wasOpenHandshakeTimeout",
        "wasServerConnectionDropTimeout",
        "wirelog",
    ];

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void The_size_of_a_head_is_its_number_of_bytes(Role peer)
    {
        // No read or write of the case is as long as a head.
        var request = new string('é', 1000);
        var response = new string('é', 1500);
        var running = Catalogue.With(messages: 1).First(found => found.Id.Text == "12.1.1");
        var result = MemoryRunner.Run(running, peer, Ours.Protocol with { Compression = CompressionOptions.Default });
        result = result with { Observation = result.Observation with { Request = request, Response = response } };
        using var report = JsonDocument.Parse(CaseReport.Write("me", result));
        var traffic = report.RootElement.GetProperty("trafficStats");
        // A tester in the client role stores the response byte by byte, and all other heads as text.
        var (received, sent) = peer == Role.Server ? (1500, 2000) : (2000, 3000);
        Assert.Equal(received, traffic.GetProperty("preopenIncomingOctetsWireLevel").GetInt32());
        Assert.Equal(sent, traffic.GetProperty("preopenOutgoingOctetsWireLevel").GetInt32());
        Assert.Equal(1, report.RootElement.GetProperty("rxOctetStats").GetProperty($"{received}").GetInt32());
        Assert.Equal(1, report.RootElement.GetProperty("txOctetStats").GetProperty($"{sent}").GetInt32());
    }

    [Fact]
    public void The_index_has_verdicts_time_code_and_file_for_each_agent_and_case_in_order()
    {
        using var index = JsonDocument.Parse(
            IndexReport.Write(Sample("b", "10.1.1", "2.1", "7.3.1").Append(Sample("a", "1.1.1")).Strict())
        );
        Assert.Equal(["a", "b"], index.RootElement.EnumerateObject().Select(agent => agent.Name));
        var cases = index.RootElement.GetProperty("b");
        Assert.Equal(["10.1.1", "2.1", "7.3.1"], cases.EnumerateObject().Select(one => one.Name));
        var first = cases.GetProperty("10.1.1");
        Assert.Equal(
            ["behavior", "behaviorClose", "duration", "remoteCloseCode", "reportfile"],
            first.EnumerateObject().Select(key => key.Name)
        );
        Assert.Equal("OK", first.GetProperty("behavior").GetString());
        Assert.Equal(1000, first.GetProperty("remoteCloseCode").GetInt32());
        Assert.Equal("b_case_10_1_1.json", first.GetProperty("reportfile").GetString());
        Assert.Equal(JsonValueKind.Null, cases.GetProperty("7.3.1").GetProperty("remoteCloseCode").ValueKind);
    }

    [Fact]
    public void A_case_has_every_key_that_scripts_look_for()
    {
        using var report = JsonDocument.Parse(CaseReport.Write("a", Result("5.19")));
        Assert.Equal(
            CaseKeys.Append("rule").Append("expectedOpening").Order(StringComparer.Ordinal),
            report.RootElement.EnumerateObject().Select(key => key.Name).Order(StringComparer.Ordinal)
        );
        var kinds = report.RootElement.GetProperty("wirelog").EnumerateArray().Select(row => row[0].GetString()).Distinct();
        Assert.Equal(["CT", "CTE", "RF", "RO", "TF", "TI", "TO"], kinds.Order(StringComparer.Ordinal));
        Assert.Equal("[\"pong\",\"pongme 1!\"]", JsonSerializer.Serialize(report.RootElement.GetProperty("received")[0]));
    }

    [Theory]
    [InlineData("my Agent/1.2.x", "1.1.2", "my_agent_1_2_x_case_1_1_2")]
    [InlineData("a--b", "2.1", "a__b_case_2_1")]
    [InlineData("  ws  ", "2.1", "ws_case_2_1")]
    public void A_file_is_named_after_agent_and_case(string agent, string id, string name) =>
        Assert.Equal(name, ReportFileNames.Usual(agent, new CaseId(id)));

    [Theory]
    [InlineData(60, 60, "")]
    [InlineData(61, 61, " ...")]
    [InlineData(65, 64, " ...")]
    public void Up_to_60_bytes_are_printed_in_full_and_more_are_cut_after_64(int length, int shown, string ellipsis)
    {
        Assert.Equal(new string('*', shown) + ellipsis, PrintedForm.Ascii(Enumerable.Repeat((byte)'*', length).ToArray()));
        Assert.Equal(
            "0x" + string.Concat(Enumerable.Repeat("fe", shown)) + ellipsis,
            PrintedForm.Ascii(Enumerable.Repeat((byte)0xFE, length).ToArray())
        );
    }

    private static Seq<IndexEntry> Sample(string agent, params string[] ids) =>
        Seq.create(Array.ConvertAll(ids, id => IndexEntry.Of(agent, Result(id))));

    private static CaseResult Result(string id) =>
        MemoryRunner.Run(
            Classic.All.Find(found => found.Id.Text == id).IfNone(() => throw new InvalidOperationException(id)),
            Role.Server,
            ConnectionOptions.Default
        );
}
