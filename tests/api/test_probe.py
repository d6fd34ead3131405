import time
def test_a(plugin, ward):
    t=time.time()
    print([i.code for i in ward.items("báo cáo")][:3], ward.id_of("an.nguyenvan"), time.time()-t)
def test_b(plugin, ward, installation): pass
def test_c(plugin): pass
