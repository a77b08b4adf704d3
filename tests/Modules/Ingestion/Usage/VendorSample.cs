namespace Reo.Ingestion.Tests.Usage;

/// <summary>The body on the vendor's page, byte for byte, tabs and trailing blanks included.</summary>
internal static class VendorSample
{
    public const string Body =
        "{\n    \"payload\": {\n\t\"activity_type\": \"LOGIN_ACTIVITY\",\n\t\"source\": \"PRODUCT_CLOUD\",        \n\t\"environment\": \"PRODUCTION\",\n"
        + "        \"user_id\": \"https://www.linkedin.com/in/userid\",\n        \"user_id_type\":\"LINKEDIN\",\n        \"ip_addr\": \"156.59.87.83\",\n"
        + "        \"event_id\": 1231231232,  \n        \"event_at\": 639303296,  \n        \"product_id\": \"reoWebApp\",\n"
        + "        \"user_agent\": \"Mozilla/5.0 (Macintosh, Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36\",\n"
        + "        \"meta\": {\"property1\":\"value1\",\"property2\":\"value2\"}\n    }\n}";
}
