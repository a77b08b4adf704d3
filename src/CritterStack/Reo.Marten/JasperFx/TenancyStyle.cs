namespace JasperFx.MultiTenancy;

public enum TenancyStyle
{
    Single,
    Conjoined,
}
