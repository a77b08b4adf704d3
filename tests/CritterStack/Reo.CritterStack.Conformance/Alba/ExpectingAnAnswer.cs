using System.Net;
using System.Text.RegularExpressions;
using Alba;

namespace Reo.CritterStack.Conformance.Alba;

public sealed class expecting_an_answer(EchoApplication application) : IClassFixture<EchoApplication>
{
    [Fact]
    public async Task without_a_word_200_is_expected()
    {
        await application.Host.Scenario(x => x.Get.Url("/thing"));

        var failure = await Failure(x => x.Get.Url("/made"));

        failure.ShouldStartWith("Expected status code 200, but was 201");
    }

    [Fact]
    public async Task a_status_code_is_expected_by_number_or_name()
    {
        await application.Host.Scenario(x => { x.Get.Url("/refusal"); x.StatusCodeShouldBe(400); });
        await application.Host.Scenario(x => { x.Get.Url("/refusal"); x.StatusCodeShouldBe(HttpStatusCode.BadRequest); });
        await application.Host.Scenario(x => { x.Get.Url("/thing"); x.StatusCodeShouldBeOk(); });
        await application.Host.Scenario(x => { x.Get.Url("/refusal"); x.IgnoreStatusCode(); });

        (await Failure(x => { x.Get.Url("/refusal"); x.StatusCodeShouldBe(404); })).ShouldStartWith("Expected status code 404, but was 400");
    }

    [Fact]
    public async Task success_is_expected_beside_the_status_code()
    {
        await application.Host.Scenario(x => { x.Get.Url("/made"); x.IgnoreStatusCode(); x.StatusCodeShouldBeSuccess(); });

        (await Failure(x => { x.Get.Url("/made"); x.StatusCodeShouldBeSuccess(); })).ShouldStartWith("Expected status code 200, but was 201");
        (await Failure(x => { x.Get.Url("/refusal"); x.IgnoreStatusCode(); x.StatusCodeShouldBeSuccess(); }))
            .ShouldStartWith("Expected a status code between 200 and 299, but was 400");
    }

    [Fact]
    public async Task a_failure_names_everything_that_is_wrong_and_shows_the_body()
    {
        var failure = await Failure(x =>
        {
            x.Get.Url("/refusal");
            x.StatusCodeShouldBe(401);
            x.ContentShouldContain("zzz");
            x.ContentShouldNotContain("not so");
            x.ContentShouldBe("q");
            x.ContentTypeShouldBe("text/html");
        });

        failure.ShouldBe(
            """
            Expected status code 401, but was 400
            Expected text 'zzz' was not found in the response body
            Text 'not so' should not be found in the response body
            Expected the content to be 'q'
            Expected a single header value of 'content-type'='text/html', but the actual value was 'text/plain; charset=utf-8'


            Actual body text was:

            not so

            """,
            StringCompareShould.IgnoreLineEndings);
    }

    [Fact]
    public async Task expected_content_passes() =>
        await application.Host.Scenario(x =>
        {
            x.Get.Url("/refusal");
            x.StatusCodeShouldBe(400);
            x.ContentShouldBe("not so");
            x.ContentShouldContain("so");
            x.ContentShouldNotContain("yes");
            x.ContentTypeShouldBe("text/plain; charset=utf-8");
        });

    [Fact]
    public async Task expected_headers_pass() =>
        await application.Host.Scenario(x =>
        {
            x.Get.Url("/headers");
            x.Header("X-One").SingleValueShouldEqual("1").ShouldHaveOneNonNullValue();
            x.Header("X-One").SingleValueShouldMatch(new Regex("^[0-9]$", RegexOptions.None, TimeSpan.FromSeconds(1)));
            x.Header("X-Two").ShouldHaveValues("1", "2");
            x.Header("X-Two").ShouldHaveValues();
            x.Header("X-Three").ShouldNotBeWritten();
        });

    [Fact]
    public async Task headers_that_are_not_as_expected_are_named()
    {
        var failure = await Failure(x =>
        {
            x.Get.Url("/headers");
            x.Header("X-One").SingleValueShouldEqual("2");
            x.Header("X-Two").SingleValueShouldEqual("1");
            x.Header("X-Two").ShouldHaveValues("1", "3");
            x.Header("X-Three").ShouldHaveValues();
            x.Header("X-Three").ShouldHaveValues("1");
            x.Header("X-Three").SingleValueShouldEqual("1");
            x.Header("X-One").ShouldNotBeWritten();
            x.Header("X-Two").ShouldHaveOneNonNullValue();
            x.Header("X-One").SingleValueShouldMatch(new Regex("[a-z]", RegexOptions.None, TimeSpan.FromSeconds(1)));
        });

        failure.TrimEnd().ShouldBe(
            """
            Expected a single header value of 'X-One'='2', but the actual value was '1'
            Expected a single header value of 'X-Two'='1', but the actual values were '1', '2'
            Expected header values of 'X-Two'='1', '3', but the actual values were '1', '2'.
            Expected header 'X-Three' to be present but no values were found on the response.
            Expected header values of 'X-Three'='1', but no values were found on the response.
            Expected a single header value of 'X-Three'='1', but no values were found on the response
            Expected no value for header 'X-One', but found values '1'
            Expected a single header value of 'X-Two', but found multiple values on the response: '1', '2'
            Expected a single header value of 'X-One' matching '[a-z]', but the actual value was '1'
            """,
            StringCompareShould.IgnoreLineEndings);
    }

    [Fact]
    public async Task an_exception_of_the_application_reaches_the_test() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => application.Host.Scenario(x => x.Get.Url("/failure"))))
            .Message.ShouldBe("inside the endpoint");

    private async Task<string> Failure(Action<Scenario> configure) =>
        (await Should.ThrowAsync<ScenarioAssertionException>(() => application.Host.Scenario(configure))).Message;
}
