namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Request targets and their meaning.</summary>
public sealed class FuzzingRequestTests
{
    [Theory]
    [InlineData("/getCaseCount", "CaseCount { }")]
    [InlineData("/getCaseCount?agent=a&x=1", "CaseCount { }")]
    [InlineData("/getCaseInfo?case=1", "CaseInfo { Case = 1.1.1 }")]
    [InlineData("/getCaseInfo?id=6.4.1", "CaseInfo { Case = 6.4.1 }")]
    [InlineData("/runCase?case=517&agent=a", "RunCase { Case = 13.7.18, Agent = a }")]
    [InlineData("/runCase?agent=a%20b+c%C3%A9&casetuple=6.4.1", "RunCase { Case = 6.4.1, Agent = a b cé }")]
    [InlineData("/runCase?casetuple=6.4.1&case=2&agent=a", "RunCase { Case = 1.1.2, Agent = a }")]
    [InlineData("/getCaseStatus?case=2&agent=a", "CaseStatus { Case = 1.1.2, Agent = a }")]
    [InlineData("/updateReports?agent=a", "UpdateReports { Agent = a, ShutsDown = False }")]
    [InlineData("/updateReports?agent=a&shutdownOnComplete=True", "UpdateReports { Agent = a, ShutsDown = True }")]
    [InlineData("/updateReports?agent=a&shutdownOnComplete=yes", "UpdateReports { Agent = a, ShutsDown = True }")]
    [InlineData("/updateReports?agent=a&shutdownOnComplete=no", "UpdateReports { Agent = a, ShutsDown = False }")]
    [InlineData("/stopServer", "StopServer { }")]
    [InlineData("/", "Commands { }")]
    [InlineData("/anything?case=x", "Commands { }")]
    public void A_target_asks_for(string target, string request) =>
        Assert.Equal(request, FuzzingRequest.Parse(target, Classic.Quick).Match(Right: found => found.ToString(), Left: error => error));

    [Theory]
    [InlineData("/runCase?agent=a", "/runCase must have a case")]
    [InlineData("/runCase?case=1", "/runCase must have agent=NAME")]
    [InlineData("/runCase?case=1&agent=", "/runCase must have agent=NAME")]
    [InlineData("/runCase?case=1&agent=%20", "blank")]
    [InlineData("/runCase?case=1&agent=a%0Ab", "control character")]
    [InlineData("/runCase?case=0&agent=a", "case=0 is not the number of a case, from 1 to 517")]
    [InlineData("/runCase?case=518&agent=a", "case=518")]
    [InlineData("/runCase?case=-1&agent=a", "case=-1")]
    [InlineData("/runCase?case=1.5&agent=a", "case=1.5")]
    [InlineData("/runCase?case=99999999999999&agent=a", "case=99999999999999")]
    [InlineData("/runCase?casetuple=8.1.1&agent=a", "8.1.1 is not the id of a case that this server runs")]
    [InlineData("/runCase?case=1&case=1&agent=a", "parameter case occurs twice")]
    [InlineData("/getCaseInfo", "/getCaseInfo must have a case")]
    [InlineData("/getCaseStatus?case=1", "/getCaseStatus must have agent=NAME")]
    [InlineData("/updateReports", "/updateReports must have agent=NAME")]
    public void An_invalid_target_has_a_reason(string target, string why) =>
        Assert.Contains(
            why,
            FuzzingRequest.Parse(target, Classic.Quick).Match(Right: found => found.ToString(), Left: error => error),
            StringComparison.Ordinal
        );

    [Fact]
    public void An_agent_has_a_name_that_a_file_can_have() =>
        Assert.True(FuzzingRequest.Parse($"/updateReports?agent={new string('a', 201)}", Classic.Quick).IsLeft);
}
